"""Texts for benchmarks: words drawn by Zipf's law, the same at every call."""
import random


def write_text(folder, vocabulary, tokens, valid=20, test=20):
    """A folder of texts with so many tokens, <eos> not counted; every word of the vocabulary stands in train.txt."""
    draw = random.Random(1)
    # <eos> is one word of the vocabulary.
    words = [f"w{i}" for i in range(vocabulary - 1)]
    weights = [1 / (i + 3) for i in range(vocabulary - 1)]
    folder.mkdir()
    for split, count in (("train", tokens), ("valid", valid), ("test", test)):
        first = words if split == "train" else []
        text = first + draw.choices(words, weights, k=max(0, count - len(first)))
        if first:
            draw.shuffle(text)
        lines = [" ".join(text[i:i + 20]) for i in range(0, len(text), 20)]
        (folder / f"{split}.txt").write_text("\n".join(lines) + "\n")
