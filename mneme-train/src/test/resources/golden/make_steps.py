"""Makes steps.safetensors: a small network's weights after ten steps of PyTorch's own optimisers.

python -m pip install torch==2.15.0 safetensors==0.8.0 numpy
python make_steps.py steps.safetensors

Convolution, batch norm in training mode, ReLU, linear; no dropout; mean squared error. The convolution has no bias: before a
batch norm its gradient is rounding noise, which Adam would blow up. Random numbers, no other source; Apache-2.0 as the code.
"""

import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.optim import SGD, Adam, AdamW

STEPS, BATCH = 10, 8
torch.manual_seed(5)
torch.set_num_threads(1)
images = torch.rand(STEPS, BATCH, 3, 8, 8)
scores = torch.rand(STEPS, BATCH)


def network():
    return nn.Sequential(nn.Conv2d(3, 6, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Linear(96, 1))


initial = {name: tensor.clone() for name, tensor in network().state_dict().items()}
ways = {
    "sgd": lambda p: SGD(p, lr=0.05),
    "sgd-momentum": lambda p: SGD(p, lr=0.05, momentum=0.9),
    "sgd-nesterov": lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "sgd-decay": lambda p: SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01),
    "adam": lambda p: Adam(p, lr=0.01),
    "adam-decay": lambda p: Adam(p, lr=0.01, weight_decay=0.01),
    "adamw": lambda p: AdamW(p, lr=0.01, weight_decay=0),
    "adamw-decay": lambda p: AdamW(p, lr=0.01, weight_decay=0.05),
    "sgd-clip": lambda p: SGD(p, lr=0.05, momentum=0.9),
}
out = {"images": images, "scores": scores}
out.update({f"initial.{name}": tensor for name, tensor in initial.items() if tensor.is_floating_point()})
for way, optimiser_of in ways.items():
    model = network()
    model.load_state_dict(initial)
    model.train()
    optimiser = optimiser_of(model.parameters())
    for x, y in zip(images, scores):
        optimiser.zero_grad()
        nn.functional.mse_loss(model(x).flatten(), y).backward()
        if way == "sgd-clip":
            nn.utils.clip_grad_norm_(model.parameters(), 0.2)
        optimiser.step()
    out.update({f"{way}.{name}": t.detach().clone() for name, t in model.state_dict().items() if t.is_floating_point()})
save_file(out, sys.argv[1], {"torch": torch.__version__})
