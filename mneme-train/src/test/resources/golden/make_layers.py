"""Makes resmem-1.1.6-layers.csv: what layers of the authors' network give for three LNSIM images.

python -m pip install resmem==1.1.6 torch==2.15.0 torchvision==0.29.2 pillow==13.0.0
python make_layers.py shared/data/lnsim/images > resmem-1.1.6-layers.csv

Made in November 2026. Of each layer a few numbers only; the weights are in none of them. Layers are
named as in Mneme's model file; functions have no name in PyTorch, so that fc7.relu is computed from
fc7.
"""
import pathlib
import sys

import resmem
import torch
from PIL import Image

# pretrained=True takes the weights of the package and downloads nothing.
model = resmem.ResMem(pretrained=True).eval()
outputs = {}


def keep(name):
    def hook(module, inputs, output):
        outputs[name] = output.detach()[0].double()

    return hook


for name in ["conv1", "pool1", "lrn1", "conv2", "pool2", "lrn2", "conv3", "conv4", "conv5", "pool5"]:
    getattr(model, name).register_forward_hook(keep(name))
for name in ["fc6", "fc7", "fc8", "fc9", "fc10", "fc11", "fc12"]:
    getattr(model, name).register_forward_hook(keep(name))
resnet = model.features
resnet.conv1.register_forward_hook(keep("features.conv1"))
resnet.bn1.register_forward_hook(keep("features.bn1"))
resnet.maxpool.register_forward_hook(keep("features.stem.maxpool"))
resnet.fc.register_forward_hook(keep("features.fc"))
for stage in range(1, 5):
    blocks = getattr(resnet, f"layer{stage}")
    for number, block in enumerate(blocks):
        if number in (0, len(blocks) - 1) or number % 5 == 0:
            block.register_forward_hook(keep(f"features.layer{stage}.{number}.relu"))
            block.bn2.register_forward_hook(keep(f"features.layer{stage}.{number}.bn2"))

print("image,layer,statistic,index,value")
with torch.no_grad():
    for file in ["0001.jpg", "0707.jpg", "1500.jpg"]:
        picture = Image.open(pathlib.Path(sys.argv[1]) / file).convert("RGB")
        score = model(resmem.transformer(picture).unsqueeze(0))
        outputs["score"] = score[0].double()
        for name, values in outputs.items():
            for extra in ("", ".relu") if name in ("fc6", "fc7", "fc11") else ("",):
                if extra:
                    values = torch.relu(values)
                if values.dim() == 1:
                    rows = {"values": values}
                else:
                    flat = values.flatten(1)
                    rows = {
                        "mean": flat.mean(1),
                        "std": flat.std(1, correction=0),
                        "max": flat.max(1).values,
                    }
                for statistic, row in rows.items():
                    for index in sorted({0, len(row) // 2, len(row) - 1}):
                        print(f"{file},{name + extra},{statistic},{index},{row[index].item():.9g}")
