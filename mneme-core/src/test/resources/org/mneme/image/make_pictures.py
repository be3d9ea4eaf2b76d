"""Makes pictures/ and pictures.txt: small pictures and what Pillow 13 makes of them.

    python -m venv v && v/bin/pip install pillow==13.0.0 numpy && v/bin/python make_pictures.py

The photographs are crops of those in examples/ (public domain or CC0). A line of pictures.txt:

    FILE PILLOW NATURAL

Each of the last two is WIDTHxHEIGHT:SHA256 of the RGB bytes. PILLOW is Image.open(f).convert("RGB"). NATURAL is the same
after ImageOps.exif_transpose and, where there is transparency, laid over white: (255 (255 - a) + c a + 127) div 255.
"""

import hashlib
import io
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageOps, __version__, features

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[6] / "examples"
OUT = HERE / "pictures"


def photo(name, box):
    return Image.open(EXAMPLES / name).convert("RGB").crop(box)


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


FILES = {}

# WebP -----------------------------------------------------------------------------------------------------------------

coffee = photo("coffee.jpg", (200, 100, 261, 147))
person = photo("astronaut.jpg", (180, 60, 250, 130))
for quality, method in ((1, 0), (30, 2), (75, 4), (95, 6), (100, 4)):
    FILES[f"lossy-q{quality}-m{method}.webp"] = encoded(coffee, "WEBP", quality=quality, method=method)
for size in ((1, 1), (2, 1), (1, 2), (3, 3), (16, 16), (17, 33)):
    FILES["lossy-%dx%d.webp" % size] = encoded(person.resize(size), "WEBP", quality=80)
# Hard edges between saturated colours, where chroma decides.
edges = Image.new("RGB", (37, 29), (255, 0, 0))
edges.paste((0, 0, 255), (9, 0, 22, 29))
edges.paste((0, 255, 0), (0, 11, 37, 14))
FILES["lossy-edges.webp"] = encoded(edges, "WEBP", quality=90)
FILES["lossless.webp"] = encoded(coffee, "WEBP", lossless=True)

ramp = Image.fromarray(numpy.tile(numpy.linspace(0, 255, 61).astype("uint8"), (47, 1)))
clear = coffee.copy()
clear.putalpha(ramp)
FILES["lossless-alpha.webp"] = encoded(clear, "WEBP", lossless=True, exact=True)
FILES["lossy-alpha.webp"] = encoded(clear, "WEBP", quality=70)
FILES["lossy-alpha-q20.webp"] = encoded(clear, "WEBP", quality=70, alpha_quality=20)
FILES["animated.webp"] = encoded(
    person, "WEBP", quality=60, save_all=True, append_images=[person.transpose(Image.Transpose.ROTATE_90)]
)


def riff(*chunks):
    body = b"WEBP" + b"".join(t + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for t, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks(webp):
    at = 12
    while at < len(webp):
        size = struct.unpack("<I", webp[at + 4 : at + 8])[0]
        yield webp[at : at + 4], webp[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


# Transparency that is not compressed, which no encoder here writes.
plain = dict(chunks(FILES["lossy-alpha.webp"]))
FILES["lossy-alpha-raw.webp"] = riff(
    (b"VP8X", plain[b"VP8X"]), (b"ALPH", b"\0" + ramp.tobytes()), (b"VP8 ", plain[b"VP8 "])
)

# Orientation ----------------------------------------------------------------------------------------------------------

small = person.resize((11, 6))
EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"


def packet(orientation, element=False):
    name = b"tiff:Orientation"
    value = b"%d" % orientation
    text = b"<" + name + b">" + value + b"</" + name + b">" if element else b" " + name + b'="' + value + b'"'
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
        + (b">" + text + b"</rdf:Description>" if element else text + b"/>")
        + b"</rdf:RDF></x:xmpmeta>"
    )


def tiff(*entries, order="<"):
    """A TIFF header and one directory; an entry: tag, type, count, four bytes."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(entries))
    body = b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return head + body + bytes(4)


def short(value, order="<"):
    return struct.pack(order + "HH", value, 0)


turned = tiff((274, 3, 1, short(6)))
jpeg = encoded(small, "JPEG", quality=90)
BLOCKS = {
    "exif": [EXIF + turned],
    "exif-big-endian": [EXIF + tiff((274, 3, 1, short(8, ">")), order=">")],
    "exif-empty-first": [EXIF, EXIF + turned],
    "exif-split": [EXIF + turned[:15], EXIF + turned[15:]],
    "exif-twice": [EXIF + turned, EXIF + tiff((274, 3, 1, short(3)))],
    "exif-named-twice": [EXIF + EXIF + turned],
    "exif-byte": [EXIF + tiff((274, 1, 1, b"\6\0\0\0"))],
    "exif-undefined": [EXIF + tiff((274, 7, 1, b"\6\0\0\0"))],
    "exif-text": [EXIF + tiff((274, 2, 2, b"6\0\0\0"))],
    "exif-long": [EXIF + tiff((274, 4, 1, b"\6\0\0\0"))],
    "exif-signed": [EXIF + tiff((274, 8, 1, b"\6\0\0\0"))],
    "exif-float": [EXIF + tiff((274, 11, 1, struct.pack("<f", 6)))],
    "exif-two-values": [EXIF + tiff((274, 3, 2, struct.pack("<HH", 6, 3)))],
    "exif-zero": [EXIF + tiff((274, 3, 1, short(0)))],
    "exif-nine": [EXIF + tiff((274, 3, 1, short(9)))],
    "exif-same-tag-twice": [EXIF + tiff((274, 3, 1, short(6)), (274, 3, 1, short(3)))],
    "exif-unknown-type-first": [EXIF + tiff((271, 99, 1, bytes(4)), (274, 3, 1, short(6)))],
    "exif-after-data-outside": [EXIF + tiff((271, 2, 20, b"\xff\0\0\0"), (274, 3, 1, short(6)))],
    "exif-after-data-too-long": [EXIF + tiff((271, 2, 20000, b"\xff\0\0\0"), (274, 3, 1, short(6)))],
    "exif-cut": [EXIF + turned[:20]],
    "exif-without-xmp": [EXIF + tiff((271, 3, 1, short(1))), XMP + packet(6)],
    "exif-before-xmp": [EXIF + tiff((274, 3, 1, short(3))), XMP + packet(6)],
    "exif-upright-xmp": [EXIF + tiff((274, 3, 1, short(1))), XMP + packet(6)],
    "exif-byte-xmp": [EXIF + tiff((274, 1, 1, b"\6\0\0\0")), XMP + packet(6)],
    "xmp": [XMP + packet(6)],
    "xmp-element": [XMP + packet(8, element=True)],
    "xmp-two": [XMP + packet(6), XMP + packet(3)],
    "xmp-nine": [XMP + packet(9)],
}
for name, blocks in BLOCKS.items():
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(b) + 2) + b for b in blocks)
    FILES[f"{name}.jpg"] = jpeg[:2] + segments + jpeg[2:]


def png(before=(), after=()):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    whole = encoded(small, "PNG")
    data = whole.index(b"IDAT") - 4
    end = whole.index(b"IEND") - 4
    return (
        whole[:data]
        + b"".join(chunk(*c) for c in before)
        + whole[data:end]
        + b"".join(chunk(*c) for c in after)
        + whole[end:]
    )


NAME = b"XML:com.adobe.xmp\0"
hexed = (EXIF + turned).hex().encode()
profile = b"\nexif\n%8d\n" % len(EXIF + turned) + b"\n".join(hexed[i : i + 72] for i in range(0, len(hexed), 72)) + b"\n"
TEXT = (b"iTXt", NAME + b"\0\0\0\0" + packet(6))
FILES["exif.png"] = png([(b"eXIf", turned)])
FILES["exif-named.png"] = png([(b"eXIf", EXIF + turned)])
FILES["exif-at-end.png"] = png(after=[(b"eXIf", turned)])
FILES["exif-two.png"] = png([(b"eXIf", turned), (b"eXIf", tiff((274, 3, 1, short(3))))])
FILES["exif-profile.png"] = png([(b"tEXt", b"Raw profile type exif\0" + profile)])
FILES["exif-profile-packed.png"] = png([(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile))])
FILES["exif-before-profile.png"] = png(
    [(b"eXIf", tiff((274, 3, 1, short(3)))), (b"tEXt", b"Raw profile type exif\0" + profile)]
)
FILES["xmp.png"] = png([TEXT])
FILES["xmp-at-end.png"] = png(after=[TEXT])
FILES["xmp-packed.png"] = png([(b"iTXt", NAME + b"\1\0\0\0" + zlib.compress(packet(6)))])
FILES["xmp-as-text.png"] = png([(b"tEXt", NAME + packet(6))])
FILES["exif-before-xmp.png"] = png([(b"eXIf", tiff((274, 3, 1, short(3)))), TEXT])

frame = dict(chunks(encoded(small, "WEBP", quality=90)))[b"VP8 "]
ALPHA, EXIF_FLAG, XMP_FLAG = 0x10, 8, 4


def webp(flags, *more):
    size = (small.width - 1).to_bytes(3, "little") + (small.height - 1).to_bytes(3, "little")
    return riff((b"VP8X", struct.pack("<I", flags) + size), (b"VP8 ", frame), *more)


FILES["exif.webp"] = webp(EXIF_FLAG, (b"EXIF", turned))
FILES["exif-named.webp"] = webp(EXIF_FLAG, (b"EXIF", EXIF + turned))
FILES["exif-without-flag.webp"] = webp(0, (b"EXIF", turned))
FILES["exif-two.webp"] = webp(EXIF_FLAG, (b"EXIF", turned), (b"EXIF", tiff((274, 3, 1, short(3)))))
FILES["xmp.webp"] = webp(XMP_FLAG, (b"XMP ", packet(6)))
FILES["exif-before-xmp.webp"] = webp(EXIF_FLAG | XMP_FLAG, (b"EXIF", tiff((274, 3, 1, short(3)))), (b"XMP ", packet(6)))


def picture_tiff(*more):
    pixels = small.tobytes()
    w, h = small.size
    entries = [(256, 3, 1, short(w)), (257, 3, 1, short(h)), (259, 3, 1, short(1)), (262, 3, 1, short(2))]
    entries += [(277, 3, 1, short(3)), (278, 3, 1, short(h)), (279, 4, 1, struct.pack("<I", len(pixels)))]
    data = {258: struct.pack("<HHH", 8, 8, 8), 273: pixels} | {tag: value for tag, kind, value in more if len(value) > 4}
    entries += [(258, 3, 3, bytes(4)), (273, 4, 1, bytes(4))]
    entries += [(tag, kind, len(value), value.ljust(4, b"\0")[:4]) for tag, kind, value in more]
    at = 8 + 2 + 12 * len(entries) + 4
    placed = []
    for tag, kind, count, value in sorted(entries):
        if tag in data:
            value = struct.pack("<I", at)
            at += len(data[tag])
        placed.append((tag, kind, count, value))
    return tiff(*placed) + b"".join(data[tag] for tag, *_ in placed if tag in data)


FILES["orientation.tif"] = encoded(small, "TIFF", tiffinfo={274: 6})
FILES["xmp.tif"] = picture_tiff((700, 1, packet(6)))
FILES["xmp-undefined.tif"] = picture_tiff((700, 7, packet(8)))
FILES["orientation-byte.tif"] = picture_tiff((274, 1, b"\6"))


def over_white(image):
    rgba = numpy.asarray(image.convert("RGBA")).astype(int)
    alpha = rgba[..., 3:]
    return ((255 * (255 - alpha) + rgba[..., :3] * alpha + 127) // 255).astype("uint8")


def told(image):
    rgb = numpy.asarray(image)
    return "%dx%d:%s" % (rgb.shape[1], rgb.shape[0], hashlib.sha256(rgb.tobytes()).hexdigest())


OUT.mkdir(exist_ok=True)
lines = [f"# By make_pictures.py with Pillow {__version__}, libwebp {features.version('webp')}.\n"]
for name, data in sorted(FILES.items()):
    (OUT / name).write_bytes(data)
    pillow = Image.open(io.BytesIO(data)).convert("RGB")
    natural = over_white(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    lines.append(f"{name} {told(pillow)} {told(natural)}\n")
(HERE / "pictures.txt").write_text("".join(lines))
