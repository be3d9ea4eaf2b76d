"""Times training steps in eager PyTorch: images of noise, AdamW, squared error, from a ready batch to changed weights.

usage: train_with_torch.py memnet|resmem|resmem-frozen BATCH STEPS THREADS

The networks are written as their authors' packages have them; a frozen ResNet runs in each step, as the article's does. Prints seconds of each step, a line each.
"""

import sys
import time

import torch
import torchvision
from torch import nn

torch.set_num_threads(int(sys.argv[4]))


def convolutions():
    return nn.Sequential(
        nn.Conv2d(3, 48, 11, stride=4), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2), nn.LocalResponseNorm(5),
        nn.Conv2d(48, 256, 5, padding=2, groups=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2), nn.LocalResponseNorm(5),
        nn.Conv2d(256, 384, 3, padding=1, groups=2), nn.ReLU(inplace=True),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2), nn.Flatten(),
    )  # fmt: skip


def hidden(widths, dropouts):
    layers = []
    for i, (before, after) in enumerate(zip(widths, widths[1:])):
        layers += [nn.Linear(before, after), nn.ReLU(inplace=True)]
        if i < dropouts:
            layers.append(nn.Dropout(0.5))
    return [*layers, nn.Linear(widths[-1], 1)]


class ResMem(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = convolutions()
        self.features = torchvision.models.resnet152(weights=None)
        self.head = nn.Sequential(*hidden([10216, 4096, 4096, 2048, 1024, 512, 256], 2), nn.Sigmoid())

    def forward(self, images):
        return self.head(torch.cat((self.convolutions(images), self.features(images)), 1))


name, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
model = nn.Sequential(convolutions(), *hidden([9216, 4096, 4096], 2)) if name == "memnet" else ResMem()
model.train()
if name == "resmem-frozen":
    model.features.requires_grad_(False).eval()
optimiser = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=1e-5, weight_decay=0)
images = torch.rand(3, 227, 227).repeat(batch, 1, 1, 1)
scores = torch.arange(batch).remainder(2).float()
for _ in range(steps):
    start = time.perf_counter()
    optimiser.zero_grad()
    loss = nn.functional.mse_loss(model(images).flatten(), scores)
    loss.backward()
    optimiser.step()
    loss.item()
    print(f"{time.perf_counter() - start:.4f}", flush=True)
