"""Scores the images listed in a file with the authors' resmem package, as its README shows.

usage: score_with_resmem.py LIST BATCH OUT.csv

BATCH 1 is the README's plain loop; a larger one stacks as many images before each call of the network.
"""

import sys

import torch
from PIL import Image
from resmem import ResMem, transformer

paths = open(sys.argv[1], encoding="utf-8").read().splitlines()
batch = int(sys.argv[2])
model = ResMem(pretrained=True)
model.eval()
with torch.no_grad(), open(sys.argv[3], "w", encoding="utf-8") as out:
    out.write("image,score\n")
    for start in range(0, len(paths), batch):
        chunk = paths[start : start + batch]
        images = [transformer(Image.open(path).convert("RGB")) for path in chunk]
        scores = model(torch.stack(images).view(-1, 3, 227, 227))
        for path, score in zip(chunk, scores.flatten().tolist()):
            out.write(f"{path},{score:.9f}\n")
