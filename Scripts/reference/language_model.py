"""Makes Tests/Fixtures/Networks/language_model_*.safetensors with PyTorch: losses and gradients of small models.

usage: python3 Scripts/reference/language_model.py   (needs torch and safetensors; last made with torch 2.15)

Each file holds the weights of the stock word-language-model (names as there), a window of tokens `inputs` and
`targets` [position, lane] and initial states `h`, `c` [layer, lane, unit], the loss of every token `losses`, the mean
loss `loss`, the gradient of the mean loss `grad.<name>`, the final states `h_end`, `c_end`, and `steps.<name>`: the
weights after three updates with the clipped gradient (rate 2, clip 0.05), each from the same initial states.
"""
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "Networks"


class Model(torch.nn.Module):
    def __init__(self, vocabulary, embedding, hidden, layers, tied):
        super().__init__()
        self.encoder = torch.nn.Embedding(vocabulary, embedding)
        self.rnn = torch.nn.LSTM(embedding, hidden, layers)
        self.decoder = torch.nn.Linear(hidden, vocabulary)
        if tied:
            self.decoder.weight = self.encoder.weight

    def forward(self, tokens, state):
        output, state = self.rnn(self.encoder(tokens), state)
        return self.decoder(output), state


def make(name, vocabulary, embedding, hidden, layers, tied, positions, lanes, seed):
    torch.manual_seed(seed)
    model = Model(vocabulary, embedding, hidden, layers, tied)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, -0.5, 0.5)
    inputs = torch.randint(0, vocabulary, (positions, lanes))
    targets = torch.randint(0, vocabulary, (positions, lanes))
    state = tuple(torch.rand(layers, lanes, hidden) * 2 - 1 for _ in range(2))
    out = {"inputs": inputs.float(), "targets": targets.float(), "h": state[0], "c": state[1]}
    for key, value in model.state_dict().items():
        out[key] = value.clone()

    def losses():
        logits, end = model(inputs, state)
        each = torch.nn.functional.cross_entropy(
            logits.view(-1, vocabulary), targets.view(-1), reduction="none")
        return each, end

    each, end = losses()
    each.mean().backward()
    out |= {"losses": each.detach(), "loss": each.mean().detach()}
    out |= {"h_end": end[0].detach(), "c_end": end[1].detach()}
    for key, parameter in model.named_parameters():
        out["grad." + key] = parameter.grad.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
    for _ in range(3):
        optimizer.zero_grad()
        losses()[0].mean().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.05)
        optimizer.step()
    for key, parameter in model.named_parameters():
        out["steps." + key] = parameter.detach().clone()
    save_file(
        {k: v.contiguous().clone() for k, v in out.items()},
        FOLDER / f"language_model_{name}.safetensors",
        metadata={"script": "Scripts/reference/language_model.py", "torch": torch.__version__.split("+")[0]})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    make("three_layers", 23, 7, 9, 3, False, 5, 4, seed=1)
    make("tied", 19, 8, 8, 2, True, 6, 3, seed=2)
