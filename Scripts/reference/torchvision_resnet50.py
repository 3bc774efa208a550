#!/usr/bin/env python3
"""Writes torchvision's ResNet-50 with its logits on a few images, for ResNet50Tests.

Input:   a folder to write to, and perhaps torchvision weights by name (IMAGENET1K_V2), which it downloads; without a name
         the weights are drawn, and running statistics are those of a few training passes.
Output:  FOLDER/resnet50.safetensors, the weights alone; FOLDER/resnet50_logits.safetensors with `pixels`
         [image, row, column, channel] and `logits`. Made with torch 2.15, torchvision 0.29.
Example: python3 Scripts/reference/torchvision_resnet50.py /tmp/resnet50 && STRATA_RESNET50=/tmp/resnet50 Scripts/test --filter ResNet50
"""
import pathlib
import sys

import torch
import torchvision
from safetensors.torch import save_file

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(1)
weights = sys.argv[2] if len(sys.argv) > 2 else None
model = torchvision.models.resnet50(weights=weights)
x = torch.randn(4, 3, 224, 224)
if weights is None:
    model.train()
    with torch.no_grad():
        for _ in range(20):
            model(torch.randn(8, 3, 224, 224))
model.eval()
with torch.no_grad():
    logits = model(x)
save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "resnet50.safetensors")
save_file({"pixels": x.permute(0, 2, 3, 1).contiguous(), "logits": logits}, folder / "resnet50_logits.safetensors")
