#!/usr/bin/env python3
"""Makes Tests/Fixtures/Networks/image_*.safetensors: small image networks in PyTorch with their logits, losses and gradients.

Input:   nothing; needs PyTorch and safetensors (made with torch 2.15, safetensors 0.6).
Output:  one file a network: its weights under Strata's names; `pixels` [image, row, column, channel], `labels`;
         `eval.logits` with running statistics; `loss`, `grad.NAME` and `after.NAME` (running statistics) of a training step
         with the batch's statistics; `frozen.loss` and `frozen.grad.NAME` of one with the running statistics; of two
         networks also `sgd.NAME` and `adam.NAME`, weights and running statistics after three steps of an optimiser on the
         same batch with its statistics, in Float64.
Example: python3 Scripts/reference/image_network.py Tests/Fixtures/Networks
"""
import copy
import sys
from collections import OrderedDict

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F


class Norm(nn.Module):
    """Batch normalisation, or the bias of the layer before it, with a rectifier."""

    def __init__(self, norm, rectify=True):
        super().__init__()
        self.norm, self.rectify = norm, rectify

    def forward(self, x):
        x = self.norm(x) if self.norm is not None else x
        return F.relu(x) if self.rectify else x


def mlp(sizes, inputs, classes, batch_norm):
    parts, names = OrderedDict(), {}
    for i, (a, b) in enumerate(zip([inputs] + sizes, sizes)):
        parts[f"dense_l{i}"] = nn.Linear(a, b, bias=not batch_norm)
        parts[f"dense_bn_l{i}"] = Norm(nn.BatchNorm1d(b) if batch_norm else None)
    parts["logits"] = nn.Linear(sizes[-1], classes)
    return nn.Sequential(OrderedDict([("flatten", nn.Flatten())] + list(parts.items())))


def convnet(factor, channels, size, classes, batch_norm):
    widths = [max(1, round(c * factor)) for c in (64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512)]
    parts, before = OrderedDict(), channels
    for i, (width, stride) in enumerate(zip(widths, (1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1))):
        parts[f"conv_l{i}"] = nn.Conv2d(before, width, 3, stride, 1, bias=not batch_norm)
        parts[f"bn_l{i}"] = Norm(nn.BatchNorm2d(width) if batch_norm else None)
        before, size = width, (size + stride - 1) // stride
    parts["flatten"] = nn.Flatten()
    parts["logits"] = nn.Linear(before * size * size, classes)
    return nn.Sequential(parts)


def svcca(factor, channels, size, classes):
    width, parts, before, layer = round(64 * factor), OrderedDict(), channels, 0
    for pooling, count in enumerate((2, 3)):
        for index in range(count):
            normed = index == count - 1
            parts[f"conv_l{layer}"] = nn.Conv2d(before, width, 3, 1, 1, bias=not normed)
            parts[f"bn_l{layer}"] = Norm(nn.BatchNorm2d(width) if normed else None)
            before, layer = width, layer + 1
        parts[f"pool_l{pooling}"] = nn.MaxPool2d(2)
        size //= 2
    parts["flatten"], before = nn.Flatten(), before * size * size
    for i, units in enumerate((512, 256)):
        units = round(units * factor)
        parts[f"dense_l{i}"] = nn.Linear(before, units, bias=False)
        parts[f"dense_bn_l{i}"] = Norm(nn.BatchNorm1d(units))
        before = units
    parts["logits"] = nn.Linear(before, classes)
    return nn.Sequential(parts)


class Basic(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.stride, self.more = stride, width - before

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        x = x[:, :, :: self.stride, :: self.stride]
        return F.relu(y + F.pad(x, (0, 0, 0, 0, self.more // 2, self.more - self.more // 2)))


class Bottleneck(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or before != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(before, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(y)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, stem, block, expansion, widths, blocks, classes, pool):
        super().__init__()
        self.conv1, self.bn1, self.pool = stem, nn.BatchNorm2d(stem.out_channels), pool
        before = stem.out_channels
        for stage, (width, count) in enumerate(zip(widths, blocks)):
            layers = []
            for index in range(count):
                layers.append(block(before, width, 2 if stage > 0 and index == 0 else 1))
                before = expansion * width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.stages, self.fc = len(widths), nn.Linear(before, classes)

    def forward(self, x):
        x = self.pool(F.relu(self.bn1(self.conv1(x))))
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(x.mean((2, 3)))


def renamed(name):
    return name.replace(".norm.", ".")


def optimised(model, start, x, y, make):
    """Weights and running statistics after three steps in Float64, from the values `start`."""
    model = copy.deepcopy(model).double().train()
    model.load_state_dict(start)
    optimizer = make(model.parameters())
    for _ in range(3):
        optimizer.zero_grad()
        F.cross_entropy(model(x.double()), y).backward()
        optimizer.step()
    return {renamed(k): v.float() for k, v in model.state_dict().items() if "num_batches" not in k}


def write(path, model, images, size, channels, classes, seed, optimisers={}):
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() > 1:
                value.normal_(0, (2 / value[0].numel()) ** 0.5)
            else:
                value.uniform_(-0.3, 0.3)
        for module in model.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                module.weight.uniform_(0.7, 1.3)
                module.running_mean.uniform_(-0.5, 0.5)
                module.running_var.uniform_(0.5, 1.5)
    start = copy.deepcopy(model.state_dict())
    out = {renamed(k): v.clone() for k, v in start.items() if "num_batches" not in k}
    x, y = torch.randn(images, channels, *size), torch.randint(0, classes, (images,))
    out["pixels"], out["labels"] = x.permute(0, 2, 3, 1).contiguous(), y.float()
    model.eval()
    with torch.no_grad():
        out["eval.logits"] = model(x)

    def step(prefix):
        model.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        out[f"{prefix}loss"] = loss.detach()[None]
        for name, value in model.named_parameters():
            out[f"{prefix}grad.{renamed(name)}"] = value.grad.clone()

    step("frozen.")
    model.train()
    step("")
    for name, value in model.named_buffers():
        if "running" in name:
            out[f"after.{renamed(name)}"] = value.clone()
    for optimiser, make in optimisers.items():
        for name, value in optimised(model, start, x, y, make).items():
            out[f"{optimiser}.{name}"] = value
    save_file({k: v.contiguous() for k, v in out.items()}, path)


def main():
    folder = sys.argv[1]
    torch.use_deterministic_algorithms(True)
    optimisers = {
        "sgd": lambda values: torch.optim.SGD(values, lr=0.05, momentum=0.9, weight_decay=0.01),
        "adam": lambda values: torch.optim.Adam(values, lr=0.01, weight_decay=0.01)}
    write(f"{folder}/image_mlp.safetensors", mlp([12, 9], 5 * 6 * 3, 4, False), 7, (5, 6), 3, 4, 1, optimisers)
    write(f"{folder}/image_mlp_norm.safetensors", mlp([12, 9], 5 * 5, 4, True), 7, (5, 5), 1, 4, 2)
    write(f"{folder}/image_convnet.safetensors", convnet(1 / 32, 3, 12, 10, True), 5, (12, 12), 3, 10, 3,
          optimisers)
    write(f"{folder}/image_convnet_plain.safetensors", convnet(1 / 32, 1, 11, 10, False), 5, (11, 11), 1, 10, 4)
    write(f"{folder}/image_svcca.safetensors", svcca(1 / 16, 3, 8, 5), 5, (8, 8), 3, 5, 5)
    stem = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
    write(f"{folder}/image_resnet.safetensors",
          ResNet(stem, Basic, 1, (4, 8, 16), (2, 2, 2), 5, nn.Identity()), 4, (9, 9), 3, 5, 6)
    stem = nn.Conv2d(3, 2, 7, 2, 3, bias=False)
    write(f"{folder}/image_resnet50.safetensors",
          ResNet(stem, Bottleneck, 4, (2, 4, 8, 16), (3, 4, 6, 3), 6, nn.MaxPool2d(3, 2, 1)), 4, (40, 40), 3, 6, 7)


main()
