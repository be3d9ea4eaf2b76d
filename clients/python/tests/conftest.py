"""Pictures, a model as small as one can be, and what the command line says of them."""

import csv
import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mneme_memorability._engine import command, environment

# A linear layer over 8 x 8 pixels and a sigmoid, as Mneme's own tests make it (mneme-dist, Distribution.tinyModel).
TINY = str(Path(__file__).parent / "tiny.onnx")


@pytest.fixture
def tiny() -> str:
    return TINY


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Of random colours, in a folder with a space and an accent in its name."""
    random = np.random.default_rng(1)
    folder = tmp_path / "my bär"
    folder.mkdir()
    files = [str(folder / f"picture {i:02}.png") for i in range(20)]
    for file in files:
        Image.fromarray(random.integers(0, 256, (10, 12, 3), dtype=np.uint8)).save(file)
    return files


def by_command(*arguments: str, names: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows that ``mneme predict`` writes."""
    done = subprocess.run(
        command(["predict", *names, "--format", "csv", "--quiet", *arguments]),
        env=environment(),
        capture_output=True,
        check=True,
    )
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))
