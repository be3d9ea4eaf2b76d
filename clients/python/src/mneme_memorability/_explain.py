"""What a score depends on: maps of a picture as arrays."""

import dataclasses
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._engine import flags, run
from ._errors import UsageError
from ._pictures import Names, Picture


@dataclasses.dataclass(frozen=True)
class Explanation:
    """What raises and what lowers one picture's score.

    Attributes:
        score: the picture's own.
        maps: by method, an array [rows, columns] of changes of score: above 0 raises it, below 0 lowers it.
        details: by method, all that is known of its map: ``meaning`` of a value, ``settings``, ``area`` that the map covers,
            as shares of the picture's width and height, ``least`` and ``most``.
        seen: the area that the network sees, as shares of the picture's width and height.
        crops: with ``crops_suggest``, the crops of the highest and the lowest score, ranked by the model; else None.
    """

    score: float
    maps: dict[str, np.ndarray[Any, np.dtype[np.float32]]]
    details: dict[str, dict[str, Any]]
    seen: dict[str, float]
    crops: dict[str, Any] | None


def explain(
    picture: Picture,
    model: str = "resmem",
    *,
    method: str | Sequence[str] | None = None,
    **options: object,
) -> Explanation:
    """Maps what raises and what lowers a picture's score.

    Args:
        picture: a path of a file, a NumPy array of uint8 or a PIL image, as for :func:`score`.
        model: the name of a published model, such as "resmem", or the path of an ONNX file.
        method: one or several: "halves", "two-sided", "occlusion", "rise" or "sweep" for every model;
            "combined", "grad-cam", "integrated-gradients" or "smooth-grad" for networks that Mneme defines, in fp32.
            The default is "combined" where the network allows it, else "halves".
        options: further options of ``mneme explain``, such as ``halvings=4``, ``fill="mean"`` or ``crops_suggest="16:9"``.

    Raises:
        MnemeError: if the picture cannot be read or the model cannot be had.
        UsageError: if an option is not one.
    """
    if isinstance(picture, (str, os.PathLike)) and os.path.isdir(picture):
        raise UsageError(f"{os.fspath(picture)}: is a folder; explain takes one picture")
    methods = [method] if isinstance(method, str) else list(method or [])
    names = Names(options.get("decode", "natural") == "natural", os.getcwd())
    try:
        with tempfile.TemporaryDirectory(prefix="mneme-") as folder:
            settings = {"model": model, "format": "npy", "output": folder, **options}
            if methods:
                settings["method"] = ",".join(methods)
            run(["explain", "--quiet", *flags(settings), "--", names.sent(picture)])
            (file,) = Path(folder).glob("*.json")
            found = json.loads(file.read_text(encoding="utf-8"))
            maps = {each["method"]: np.load(f"{str(file)[:-5]}-{each['method']}.npy") for each in found["maps"]}
    finally:
        names.close()
    return Explanation(
        score=found["score"],
        maps=maps,
        details={each["method"]: each for each in found["maps"]},
        seen=found["seen"],
        crops=found.get("crops"),
    )
