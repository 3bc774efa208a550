"""Loads a run's weights into a PyTorch word language model and scores a text in one stream from a zero state.

usage: python3 Scripts/interop/evaluate_weights.py RUN TEXT [--step N] [--model MODULE:CLASS]

RUN is a run folder; TEXT a file of words, one sentence a line. Prints tokens, mean loss (nats) and perplexity: the
numbers of `strata evaluate RUN --split …` on that text. Needs torch and safetensors. The model has the modules `encoder`, `rnn`
and `decoder` of the stock word-language-model example, and weights are loaded with strict=True. With --model the class
is taken from elsewhere, for instance from the example itself: it is made as CLASS("LSTM", ntoken, ninp, nhid, nlayers,
dropout, tied).
"""
import argparse
import importlib
import json
import math
import pathlib

import torch
from safetensors.torch import load_file


class WordLanguageModel(torch.nn.Module):
    def __init__(self, kind, ntoken, ninp, nhid, nlayers, dropout, tied):
        super().__init__()
        self.encoder = torch.nn.Embedding(ntoken, ninp)
        self.rnn = getattr(torch.nn, kind)(ninp, nhid, nlayers, dropout=dropout)
        self.decoder = torch.nn.Linear(nhid, ntoken)
        if tied:
            self.decoder.weight = self.encoder.weight

    def forward(self, tokens, state):
        output, state = self.rnn(self.encoder(tokens), state)
        return torch.log_softmax(self.decoder(output).flatten(0, 1), dim=1), state


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--step", type=int)
    parser.add_argument("--model")
    options = parser.parse_args()

    model_class = WordLanguageModel
    if options.model:
        module, name = options.model.split(":")
        model_class = getattr(importlib.import_module(module), name)
    shape = json.loads((options.run / "config.json").read_text())["model"]
    words = (options.run / "vocab.txt").read_text(encoding="utf-8").split("\n")
    ids = {word: index for index, word in enumerate(words[:-1])}
    tokens = []
    lines = options.text.read_text(encoding="utf-8").split("\n")
    for line in lines if lines[-1] else lines[:-1]:
        tokens += [ids[word] for word in line.split() + ["<eos>"]]
    tokens = torch.tensor(tokens)

    checkpoints = sorted((options.run / "checkpoints").glob("step_*"))
    folder = checkpoints[-1] if options.step is None else options.run / "checkpoints" / f"step_{options.step:08d}"
    model = model_class(
        "LSTM", shape["vocabulary_size"], shape["embedding_size"], shape["hidden_size"], shape["layer_count"],
        shape["dropout"], shape["tied"])
    model.load_state_dict(load_file(folder / "model.safetensors"), strict=True)
    model.eval()

    state = tuple(torch.zeros(shape["layer_count"], 1, shape["hidden_size"]) for _ in range(2))
    total = 0.0
    with torch.no_grad():
        for first in range(0, len(tokens) - 1, 500):
            last = min(first + 500, len(tokens) - 1)
            output, state = model(tokens[first:last].unsqueeze(1), state)
            total += torch.nn.functional.nll_loss(output, tokens[first + 1:last + 1], reduction="sum").double().item()
    mean = total / (len(tokens) - 1)
    print(json.dumps({"tokens": len(tokens) - 1, "mean_loss": mean, "perplexity": math.exp(mean)}))


if __name__ == "__main__":
    main()
