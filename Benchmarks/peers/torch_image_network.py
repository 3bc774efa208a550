#!/usr/bin/env python3
"""Times training steps of an image network in PyTorch, or forward passes: the work of `strata train image`.

usage: python3 torch_image_network.py FOLDER --network convnet|mlp [--width 1] --batch B --steps N [--forward]
       [--threads 2]

convnet: 11 convolutions of 3 × 3 with batch normalisation and rectifiers, and a layer of logits, all in channels_last;
FOLDER has CIFAR-10's binary batches. mlp: 784-512-512-10 with rectifiers; FOLDER has MNIST's IDX files. All images
become numbers first and batches are cut out of them before the clock starts. A step is: forward, mean cross entropy,
backward, SGD at rate 0.01 with momentum 0.9. With --forward a step is the loss and the accuracy of all test images, in
batches, with running statistics and without gradients. Prints one JSON object: versions, threads, the seconds and the
mean loss of every step. Needs torch.
"""
import argparse
import json
import pathlib
import time

import torch
from torch import nn

CHANNELS = (64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512)
STRIDES = (1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1)


def convnet(width):
    layers, inputs = [], 3
    for channels, stride in zip(CHANNELS, STRIDES):
        outputs = round(channels * width)
        layers += [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        inputs = outputs
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(16 * inputs, 10)).to(memory_format=torch.channels_last)


def mlp():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


def initialize(model):
    """Normal weights of variance 2 / fan-in, biases 0: He et al. 2015."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def bytes_of(paths, skipped=0):
    return torch.frombuffer(bytearray(b"".join(path.read_bytes()[skipped:] for path in paths)), dtype=torch.uint8)


def cifar(folder):
    """Training and test images, each channel of mean 0 and deviation 1 over the training images, and their labels."""
    parts = []
    for pattern in ("data_batch_*.bin", "test_batch.bin"):
        records = bytes_of(sorted(folder.glob(pattern))).view(-1, 1 + 3072)
        parts.append((records[:, 1:].reshape(-1, 3, 32, 32).float(), records[:, 0].long()))
    train = parts[0][0]
    mean, deviation = (
        value.view(1, 3, 1, 1) for value in (train.mean((0, 2, 3)), train.std((0, 2, 3), correction=0)))
    return [
        (((images - mean) / deviation).contiguous(memory_format=torch.channels_last), labels)
        for images, labels in parts]


def mnist(folder):
    """Training and test images from 0 to 1, and their labels."""
    return [
        (bytes_of([folder / f"{part}-images-idx3-ubyte"], 16).view(-1, 28, 28).float() / 255,
         bytes_of([folder / f"{part}-labels-idx1-ubyte"], 8).long())
        for part in ("train", "t10k")]


def train(model, images, labels, batch, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    seconds, losses = [], []
    for step in range(steps):
        first = step * batch % (len(images) - batch + 1)
        x, y = images[first:first + batch], labels[first:first + batch]
        began = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - began)
        losses.append(loss.item())
    return seconds, losses


@torch.inference_mode()
def score(model, images, labels, batch, steps):
    model.eval()
    seconds, losses = [], []
    for _ in range(steps):
        began = time.perf_counter()
        total, right = 0.0, 0
        for x, y in zip(images.split(batch), labels.split(batch)):
            logits = model(x)
            total += nn.functional.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(1) == y).sum().item()
        seconds.append(time.perf_counter() - began)
        losses.append(total / len(images))
    return seconds, losses


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--network", choices=("convnet", "mlp"), required=True)
    parser.add_argument("--width", type=float, default=1)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--forward", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    model = convnet(options.width) if options.network == "convnet" else mlp()
    initialize(model)
    training, test = (cifar if options.network == "convnet" else mnist)(options.folder)
    run, (images, labels) = (score, test) if options.forward else (train, training)
    seconds, losses = run(model, images, labels, options.batch, options.steps)
    print(json.dumps(
        {"torch": torch.__version__, "threads": torch.get_num_threads(), "seconds": seconds, "losses": losses}))


if __name__ == "__main__":
    main()
