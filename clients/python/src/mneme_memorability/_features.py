"""What layers of a model give for pictures, as a data frame."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ._engine import flags, run
from ._errors import UsageError

_Path = str | os.PathLike[str]


def features(
    pictures: _Path | Sequence[_Path],
    layer: str | Sequence[str],
    model: str = "resmem",
    **options: object,
) -> pd.DataFrame:
    """What layers of a model give for pictures.

    Args:
        pictures: files, folders or globs.
        layer: one or several names, as ``mneme models inspect MODEL --layers`` lists them, each with a statistic where one is
            wanted: "fc7.relu", "relu5:std". Without one, layers with height and width are taken by the mean of each channel,
            others by all their values.
        model: the name of a published model, such as "resmem", or the path of an ONNX file.
        options: further options of ``mneme features``, such as ``batch=16``.

    Returns:
        A row for each picture: ``image``, ``error``, and a column of float32 for each number, NaN where the picture could not
        be read.

    Raises:
        MnemeError: if no picture can be read, the model cannot be had or has no such layer.
        UsageError: if an option is not one.
    """
    names = [pictures] if isinstance(pictures, (str, os.PathLike)) else list(pictures)
    if not names:
        raise UsageError("features needs a picture at least")
    layers = [layer] if isinstance(layer, str) else list(layer)
    with tempfile.TemporaryDirectory(prefix="mneme-") as folder:
        file = Path(folder) / "features.npy"
        settings = {"model": model, "layer": layers, "output": file, **options}
        run(["features", "--quiet", *flags(settings), "--", *(os.fspath(name) for name in names)])
        rows = pd.read_csv(f"{file}.images.csv", dtype={"image": str, "error": str}, keep_default_na=False)
        rows["error"] = pd.Series([error or None for error in rows["error"]], dtype=object)
        about = pd.read_json(f"{file}.run.json", typ="series")["features"]
        columns = [f"{each['layer']}:{each['statistic']}.{n}" for each in about for n in range(each["columns"])]
        values = pd.DataFrame(np.load(file), columns=columns)
    return pd.concat([rows, values], axis=1)
