"""Makes statistics.csv: statistics of pictures by NumPy and SciPy for the tests of org.mneme.statistics.

Made with: Python 3, NumPy, SciPy and Pillow of the versions noted in the first line of statistics.csv, by
    python make_statistics.py SHARED/data > statistics.csv
Photographs are read in place from the shared data; drawn ones are the whole numbers below. Licence: as the project's.
Definitions are those of org.mneme.statistics.Statistic; the code shares nothing with it.
"""

import pathlib
import platform
import sys

import numpy as np
import PIL
import scipy
from PIL import Image, ImageOps
from scipy import fft, ndimage, signal

DATA = pathlib.Path(sys.argv[1])
PHOTOGRAPHS = [f"varied/images/{p.name}" for p in sorted((DATA / "varied/images").iterdir())[::25]]
PHOTOGRAPHS += ["lnsim/images/0001.jpg", "lnsim/images/0040.jpg"]
# name: width, height, coefficients of x, y and x * y for each channel, modulo 256
DRAWN = {
    "drawn-1x1": (1, 1, (0, 0, 0)),
    "drawn-7x3": (7, 3, (31, 57, 5)),
    "drawn-3x300": (3, 300, (31, 7, 5)),
    "drawn-301x200": (301, 200, (3, 5, 1)),
    "drawn-flat": (40, 30, (0, 0, 0)),
    "drawn-700x500": (700, 500, (1, 1, 0)),
}


def drawn(width, height, factors):
    y, x = np.mgrid[:height, :width]
    a, b, c = factors
    channels = [(a * x * (k + 1) + b * y + c * x * y + 50 * k + 20) % 256 for k in range(3)]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def luminance(rgb):
    coded = np.asarray(rgb, dtype=np.float64) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def colourfulness(rgb):
    r, g, b = np.moveaxis(np.asarray(rgb, dtype=np.float64), -1, 0)
    rg, yb = r - g, (r + g) / 2 - b
    return np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())


def slope(image):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side)).resize((256, 256), Image.BILINEAR)
    light = luminance(square)
    if np.ptp(light) == 0:
        return np.nan
    window = signal.windows.hann(256, sym=False)
    power = np.abs(fft.fft2((light - light.mean()) * np.outer(window, window))) ** 2
    frequency = fft.fftfreq(256, 1 / 256)
    radius = np.rint(np.hypot(*np.meshgrid(frequency, frequency))).astype(int)
    mean = ndimage.mean(power, radius, index=np.arange(3, 65))
    return np.polyfit(np.log10(np.arange(3, 65)), np.log10(mean), 1)[0]


def gray(image):
    return np.asarray(image, dtype=np.float64) @ [0.299, 0.587, 0.114] / 255


def edges(image):
    longer = max(image.size)
    size = [max(1, int(np.floor(s * 256 / longer + 0.5))) for s in image.size]
    # In thousandths of a level, whole numbers: in a gray picture gradients of exactly 0.05 are not rare.
    values = np.asarray(image.resize(size, Image.BILINEAR), dtype=np.int64) @ [299, 587, 114]
    squares = sum(ndimage.sobel(values, axis=a, mode="nearest") ** 2 for a in (0, 1))
    return (squares > (8 * 255_000 // 20) ** 2).mean()


def phash(image):
    low = fft.dctn(gray(image.resize((32, 32), Image.BILINEAR)), type=2)[:8, :8]
    bits = (low > np.median(low) + 4e-9).ravel()
    return "%016x" % int("".join(str(int(b)) for b in bits), 2)


print(f"# Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, Pillow {PIL.__version__}")
print("picture,width,height,factors,luminance,contrast,colourfulness,spectral_slope,edge_density,hash")
pictures = {n: ImageOps.exif_transpose(Image.open(DATA / n)).convert("RGB") for n in PHOTOGRAPHS}
pictures |= {n: drawn(*how) for n, how in DRAWN.items()}
for name, image in pictures.items():
    light = luminance(image)
    values = [light.mean(), light.std(), colourfulness(image), slope(image), edges(image)]
    factors = " ".join(map(str, DRAWN[name][2])) if name in DRAWN else ""
    print(",".join([name, *map(str, image.size), factors, *(repr(float(v)) for v in values), phash(image)]))
