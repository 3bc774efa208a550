"""Times training steps of an LSTM language model in PyTorch: the work of one `strata train language` update.

usage: python3 torch_language_model.py TEXT --hidden H --layers L --batch B --window T --steps N [--autocast] [--threads 2]

TEXT is read as Strata reads it: words split on white space, one <eos> a line, ids by first appearance. A step is:
forward from the carried state, mean cross entropy over the whole vocabulary, backward, clipping by global norm, SGD.
Prints one JSON object: versions, threads and the seconds of every step. Needs torch.
"""
import argparse
import json
import pathlib
import time

import torch


class LanguageModel(torch.nn.Module):
    def __init__(self, vocabulary, hidden, layers):
        super().__init__()
        self.encoder = torch.nn.Embedding(vocabulary, hidden)
        self.rnn = torch.nn.LSTM(hidden, hidden, layers)
        self.decoder = torch.nn.Linear(hidden, vocabulary)

    def forward(self, tokens, state):
        output, state = self.rnn(self.encoder(tokens), state)
        return self.decoder(output).flatten(0, 1), state


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=pathlib.Path)
    for name in ("hidden", "layers", "batch", "window", "steps"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--autocast", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)

    ids = {}
    tokens = []
    for line in options.text.read_text(encoding="utf-8").splitlines():
        tokens += [ids.setdefault(word, len(ids)) for word in line.split() + ["<eos>"]]
    lane = len(tokens) // options.batch
    lanes = torch.tensor(tokens[:lane * options.batch]).view(options.batch, lane).t().contiguous()

    model = LanguageModel(len(ids), options.hidden, options.layers)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, -0.1, 0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    shape = (options.layers, options.batch, options.hidden)
    state = (torch.zeros(shape), torch.zeros(shape))
    seconds = []
    for step in range(options.steps):
        start = step * options.window % (lane - options.window - 1)
        inputs = lanes[start:start + options.window]
        targets = lanes[start + 1:start + 1 + options.window].reshape(-1)
        began = time.perf_counter()
        state = tuple(part.detach() for part in state)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.autocast):
            logits, state = model(inputs, state)
            loss = torch.nn.functional.cross_entropy(logits, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "seconds": seconds}))


if __name__ == "__main__":
    main()
