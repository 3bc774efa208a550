"""Makes Tests/Fixtures/Networks/recurrent_*.safetensors with PyTorch: losses and gradients of every kind of recurrent cell,
and of one regularised step of an AWD-LSTM with fixed masks.

usage: python3 Scripts/reference/recurrent_cells.py   (needs torch and safetensors; last made with torch 2.15)

Each file holds the weights under the names of the word-language-model, a window of tokens `inputs` and `targets`
[position, lane], initial states `h_l0`, … and of LSTMs `c_l0`, …, the loss of every token `losses`, the gradient of the
objective `grad.<name>` and the final states `end.h_l0`, …. The objective is the mean loss; in `recurrent_awd`, plus
2 · mean(output²) after dropout and 1 · mean of the squared changes of the top layer before it (Merity, McCann, Socher 2017),
with the masks `mask.words`, `mask.units.0` … (input of each layer, then output) and `mask.weights.0` ….
GRU and the plain cells are PyTorch's own modules; the linear one and the AWD-LSTM are written out.
"""
import pathlib

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "Networks"


def weights(gates, vocabulary, embedding, hidden, tied):
    """Weights of all layers, uniform in ±0.5."""
    def drawn(*shape):
        return (torch.rand(*shape) - 0.5).requires_grad_()

    result = {"encoder.weight": drawn(vocabulary, embedding)}
    for layer, units in enumerate(hidden):
        width = embedding if layer == 0 else hidden[layer - 1]
        result[f"rnn.weight_ih_l{layer}"] = drawn(gates * units, width)
        result[f"rnn.weight_hh_l{layer}"] = drawn(gates * units, units)
        result[f"rnn.bias_ih_l{layer}"] = drawn(gates * units)
        result[f"rnn.bias_hh_l{layer}"] = drawn(gates * units)
    if not tied:
        result["decoder.weight"] = drawn(vocabulary, hidden[-1])
    result["decoder.bias"] = drawn(vocabulary)
    return result


def lstm(x, h, c, wi, wh, bi, bh):
    """All states of one layer, and the last cell state."""
    states = []
    for step in x:
        i, f, g, o = (step @ wi.T + bi + h @ wh.T + bh).chunk(4, dim=-1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        states.append(h)
    return torch.stack(states), c


def linear(x, h, wi, wh, bi, bh):
    states = []
    for step in x:
        h = step @ wi.T + bi + h @ wh.T + bh
        states.append(h)
    return torch.stack(states)


def module(cell, x, h, wi, wh, bi, bh):
    """One layer of PyTorch's own GRU or plain network, with the given weights."""
    units, width = wh.shape[1], wi.shape[1]
    kind = torch.nn.GRU if cell == "gru" else torch.nn.RNN
    options = {} if cell == "gru" else {"nonlinearity": cell}
    layer = kind(width, units, **options)
    parameters = {"weight_ih_l0": wi, "weight_hh_l0": wh, "bias_ih_l0": bi, "bias_hh_l0": bh}
    return torch.func.functional_call(layer, parameters, (x, h.unsqueeze(0)))[0]


def make(name, cell, gates, hidden, embedding, tied=False, awd=False, seed=1):
    torch.manual_seed(seed)
    vocabulary, positions, lanes = 17, 6, 3
    w = weights(gates, vocabulary, embedding, hidden, tied)
    inputs = torch.randint(0, vocabulary, (positions, lanes))
    targets = torch.randint(0, vocabulary, (positions, lanes))
    out = {"inputs": inputs.float(), "targets": targets.float()}
    out |= {key: value.detach() for key, value in w.items()}
    masks = {"words": None}
    if awd:
        def mask(keep, *shape):
            return torch.bernoulli(torch.full(shape, keep)) / keep

        masks = {"words": mask(0.8, vocabulary)}
        widths = [embedding] + list(hidden)
        for index, width in enumerate(widths):
            masks[f"units.{index}"] = mask(0.7, lanes, width)
        for layer, units in enumerate(hidden):
            masks[f"weights.{layer}"] = mask(0.5, 4 * units, units)
        out |= {f"mask.{key}": value for key, value in masks.items()}

    x = w["encoder.weight"][inputs]
    if awd:
        x = x * masks["words"][inputs].unsqueeze(-1)
    for layer, units in enumerate(hidden):
        if awd:
            x = x * masks[f"units.{layer}"]
        h = torch.rand(lanes, units) * 2 - 1
        out[f"h_l{layer}"] = h
        wi, wh, bi, bh = (w[f"rnn.{key}_l{layer}"] for key in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        if awd:
            wh = wh * masks[f"weights.{layer}"]
        if cell == "lstm":
            c = torch.rand(lanes, units) * 2 - 1
            out[f"c_l{layer}"] = c
            x, end = lstm(x, h, c, wi, wh, bi, bh)
            out[f"end.c_l{layer}"] = end.detach()
        elif cell == "linear":
            x = linear(x, h, wi, wh, bi, bh)
        else:
            x = module(cell, x, h, wi, wh, bi, bh)
        out[f"end.h_l{layer}"] = x[-1].detach()
    top = x
    if awd:
        x = x * masks[f"units.{len(hidden)}"]
    logits = x @ w.get("decoder.weight", w["encoder.weight"]).T + w["decoder.bias"]
    losses = cross_entropy(logits.view(-1, vocabulary), targets.view(-1), reduction="none")
    objective = losses.mean()
    if awd:
        objective = objective + 2 * x.pow(2).mean() + (top[1:] - top[:-1]).pow(2).mean()
    objective.backward()
    out["losses"] = losses.detach()
    out |= {f"grad.{key}": value.grad for key, value in w.items()}
    save_file(
        {k: v.contiguous().clone() for k, v in out.items()}, FOLDER / f"recurrent_{name}.safetensors",
        metadata={"script": "Scripts/reference/recurrent_cells.py", "torch": torch.__version__.split("+")[0]})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    make("gru", "gru", 3, [9, 7], 5, seed=1)
    make("rnn_tanh", "tanh", 1, [9, 7], 5, seed=2)
    make("rnn_relu", "relu", 1, [9, 7], 5, seed=3)
    make("rnn_linear", "linear", 1, [9, 7], 5, seed=4)
    make("awd", "lstm", 4, [9, 7, 6], 6, tied=True, awd=True, seed=5)
