"""Makes the files beside it: a small Vision Transformer with random weights, as users export theirs.

Run with Python 3.11, torch 2.15.0 (CPU), torchvision-free, onnx 1.23.2, onnxscript and Pillow 13.0.0, on 2026-11-28:

    python make.py

tokens.onnx     PyTorch's exporter, any number of images; output [N, 10, 16]: class token, nine patches
embedding.onnx  the older exporter (TorchScript), exactly one image; output [1, 12]
both.onnx       PyTorch's exporter, any number of images; both outputs
a.png b.png     two pictures, wide and high
golden.json     what PyTorch gives for each: Pillow's bicubic resize of the shorter side to 48, the middle 48 x 48,
                mean .5, deviation .25

The weights and the pictures are random numbers of our own; licence: Apache 2.0, as Mneme's.
"""

import json
import pathlib

import numpy
import onnx
import torch
from PIL import Image
from torch import nn

HERE = pathlib.Path(__file__).parent
SIZE, PATCH, DIM, HEADS = 48, 16, 16, 2


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.LayerNorm(DIM), nn.LayerNorm(DIM)
        self.qkv, self.out = nn.Linear(DIM, 3 * DIM), nn.Linear(DIM, DIM)
        self.mlp = nn.Sequential(nn.Linear(DIM, 4 * DIM), nn.GELU(), nn.Linear(4 * DIM, DIM))

    def forward(self, x):
        n, tokens, _ = x.shape
        q, k, v = self.qkv(self.first(x)).reshape(n, tokens, 3, HEADS, DIM // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        attended = nn.functional.scaled_dot_product_attention(q, k, v)
        x = x + self.out(attended.transpose(1, 2).reshape(n, tokens, DIM))
        return x + self.mlp(self.second(x))


class Vit(nn.Module):
    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted
        self.patch = nn.Conv2d(3, DIM, PATCH, PATCH)
        self.token = nn.Parameter(torch.randn(1, 1, DIM))
        self.position = nn.Parameter(torch.randn(1, (SIZE // PATCH) ** 2 + 1, DIM))
        self.blocks = nn.Sequential(Block(), Block())
        self.norm = nn.LayerNorm(DIM)
        self.project = nn.Linear(DIM, 12, bias=False)

    def forward(self, pixels):
        patches = self.patch(pixels).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(pixels.shape[0], -1, -1), patches], 1) + self.position
        tokens = self.norm(self.blocks(tokens))
        embedding = self.project(tokens[:, 0])
        return {"tokens": tokens, "embedding": embedding, "both": (tokens, embedding)}[self.wanted]


def model(wanted):
    torch.manual_seed(18)
    return Vit(wanted).eval()


def export(wanted, outputs, **how):
    file = HERE / f"{wanted}.onnx"
    pixels = torch.rand(how.pop("count"), 3, SIZE, SIZE)
    torch.onnx.export(model(wanted), (pixels,), str(file), input_names=["pixels"], output_names=outputs, **how)
    proto = onnx.load(file)  # with the weights that the exporter may put beside it
    del proto.metadata_props[:]
    for node in proto.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in proto.graph.value_info:
        del value.metadata_props[:]
    for tensor in proto.graph.initializer:
        del tensor.metadata_props[:]
    onnx.save(proto, file, save_as_external_data=False)
    (HERE / f"{wanted}.onnx.data").unlink(missing_ok=True)


def picture(name, width, height, seed):
    random = numpy.random.default_rng(seed)
    coarse = random.integers(0, 256, (5, 5, 3), dtype=numpy.uint8)
    Image.fromarray(coarse).resize((width, height), Image.BICUBIC).save(HERE / name)


def pixels(name):
    image = Image.open(HERE / name).convert("RGB")
    width, height = image.size
    shorter = min(width, height)
    image = image.resize((int(SIZE * width / shorter), int(SIZE * height / shorter)), Image.BICUBIC)
    left, top = round((image.width - SIZE) / 2), round((image.height - SIZE) / 2)
    image = image.crop((left, top, left + SIZE, top + SIZE))
    values = torch.from_numpy(numpy.array(image)).permute(2, 0, 1).float().div(255)
    return ((values - 0.5) / 0.25).unsqueeze(0)


open_batch = {"dynamo": True, "dynamic_shapes": ({0: torch.export.Dim("batch")},), "count": 2}
export("tokens", ["tokens"], **dict(open_batch))
export("both", ["tokens", "embedding"], **dict(open_batch))
export("embedding", ["embedding"], dynamo=False, count=1)
picture("a.png", 131, 77, 1)
picture("b.png", 60, 101, 2)
golden = {}
with torch.no_grad():
    for name in ("a.png", "b.png"):
        tokens, embedding = model("both")(pixels(name))
        golden[name] = {
            "cls": tokens[0, 0].tolist(),
            "mean": tokens[0].mean(0).tolist(),
            "patches": tokens[0, 1:].mean(0).tolist(),
            "embedding": embedding[0].tolist(),
        }
(HERE / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
