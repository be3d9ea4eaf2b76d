"""From whatever a caller has to file names that Mneme can read, and back."""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import numpy as np

if TYPE_CHECKING:
    import PIL.Image

Picture: TypeAlias = Union[str, os.PathLike[str], np.ndarray[Any, Any], "PIL.Image.Image"]

_PNG_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}
_PNG_MODES = ("1", "L", "LA", "I;16", "P", "RGB", "RGBA")
_EXIF_ORIENTATION = 0x0112


def listed(pictures: Picture | Iterable[Picture]) -> Iterable[Picture]:
    """One picture becomes a list; an array of several becomes its pictures."""
    if isinstance(pictures, (str, bytes, os.PathLike)) or _is_pil(pictures):
        return [pictures]  # type: ignore[list-item]
    if isinstance(pictures, np.ndarray):
        if pictures.dtype.kind in "OU":
            return list(pictures)
        return list(pictures) if pictures.ndim == 4 else [pictures]
    return pictures  # type: ignore[return-value]


def count(pictures: Iterable[Picture]) -> int | None:
    """How many there are, where that can be told without going through them."""
    try:
        return len(pictures)  # type: ignore[arg-type]
    except TypeError:
        return None


def _is_pil(picture: object) -> bool:
    # Without importing Pillow, which need not be installed.
    return any(kind.__module__ == "PIL.Image" and kind.__name__ == "Image" for kind in type(picture).__mro__)


class Names:
    """The names under which pictures are sent, and what each is called in the answer.

    Pictures in memory are written to a folder that :meth:`close` deletes; files whose names no line of text can hold are
    linked from there.
    """

    def __init__(self, upright: bool, folder_of_engine: str) -> None:
        self._upright = upright
        self._folder_of_engine = folder_of_engine
        self._folder: TemporaryDirectory[str] | None = None
        self._shown: dict[str, str] = {}
        self._sent = 0

    def sent(self, picture: Picture) -> str:
        """The name of a file with this picture."""
        position = self._sent
        self._sent += 1
        if isinstance(picture, np.ndarray):
            return self._written(_png(picture), f"<array {position}>")
        if _is_pil(picture):
            image: Any = picture
            shown = str(getattr(image, "filename", "") or f"<image {position}>")
            file = self._new(".png")
            _in_png_mode(image, self._upright).save(file, "PNG", compress_level=1)
            self._shown[str(file)] = shown
            return str(file)
        if isinstance(picture, bytes) or not isinstance(picture, (str, os.PathLike)):
            raise TypeError(
                f"picture {position} is of type {type(picture).__name__}; a path, a NumPy array or a PIL image is needed"
            )
        return self._named(os.fspath(picture))

    def shown(self, name: str) -> str:
        """What a picture is called that was sent under this name."""
        return self._shown.get(name, name)

    def error(self, name: str, text: str) -> str:
        """An error about it, without the name of a temporary file."""
        return text.replace(name, self._shown[name]) if name in self._shown else text

    def answered(self, name: str) -> bool:
        """A picture has its score: its temporary file is no longer needed. Says whether there was one."""
        if self._folder is None or not name.startswith(self._folder.name + os.sep):
            return False
        Path(name).unlink(missing_ok=True)
        return True

    def is_temporary(self, name: str) -> bool:
        return self._folder is not None and name.startswith(self._folder.name + os.sep)

    def close(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _named(self, name: str) -> str:
        if not name or "\0" in name:
            raise ValueError(f"{name!r} is not the name of a file")
        here = os.getcwd()
        sent = name if here == self._folder_of_engine or os.path.isabs(name) else os.path.join(here, name)
        try:
            sent.encode("utf-8")
            is_text = True
        except UnicodeEncodeError:
            is_text = False
        if not is_text or not sent.strip() or len(sent.splitlines()) > 1 or sent[-1:] in "\r\n":
            link = self._new(os.path.splitext(name)[1] if is_text else "")
            os.symlink(os.path.abspath(name), link)
            sent = str(link)
        if sent != name:
            self._shown[sent] = name
        return sent

    def _written(self, content: bytes, shown: str) -> str:
        file = self._new(".png")
        file.write_bytes(content)
        self._shown[str(file)] = shown
        return str(file)

    def _new(self, ending: str) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="mneme-")
        return Path(self._folder.name) / f"{self._sent}{ending}"


def _in_png_mode(image: Any, upright: bool) -> Any:
    if upright and image.getexif().get(_EXIF_ORIENTATION, 1) != 1:
        from PIL import ImageOps

        image = ImageOps.exif_transpose(image)
    return image if image.mode in _PNG_MODES else image.convert("RGB")


def _png(array: np.ndarray[Any, Any]) -> bytes:
    """A PNG file of an array [height, width] or [height, width, channels] of uint8; 1 to 4 channels, as PNG has them."""
    if array.dtype != np.uint8:
        raise TypeError(
            f"an array of {array.dtype} was given; uint8 is needed, 0 to 255. Values from 0 to 1 become it with"
            " (array * 255).round().astype('uint8')"
        )
    planes = array[:, :, np.newaxis] if array.ndim == 2 else array
    if planes.ndim != 3 or planes.shape[2] not in _PNG_COLOURS or 0 in planes.shape:
        raise ValueError(
            f"an array of shape {array.shape} was given; [height, width] or [height, width, channels] is needed, with 1"
            " (grey), 3 (RGB) or 4 (RGB and opacity) channels"
        )
    height, width, channels = planes.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)
    rows[:, 1:] = planes.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _PNG_COLOURS[channels], 0, 0, 0)
    chunks: Iterator[tuple[bytes, bytes]] = iter(
        [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b"")]
    )
    content = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        content += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return content
