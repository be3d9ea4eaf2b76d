"""Evaluating and adapting: whole runs of Mneme, whose results are files."""

import dataclasses
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ._engine import flags, run

_Path: TypeAlias = str | os.PathLike[str]


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """What models' scores are worth, held against human scores.

    Attributes:
        figures: a row for each data set, model and figure (``spearman``, ``pearson``, ``mse`` and others): ``value``, and
            ``low`` and ``high``, the ends of its 95 % interval, where the data suffice for one.
        predictions: a row for each image: the human score (``truth``) and each model's score.
        metrics: all that ``metrics.json`` says.
        text: the table that ``mneme evaluate`` prints.
        report: the page report.html, if a folder for it was named.
    """

    figures: pd.DataFrame
    predictions: pd.DataFrame
    metrics: dict[str, Any]
    text: str
    report: Path | None

    def figure(self, name: str, model: str | None = None) -> float:
        """The value of one figure, such as "spearman"; of the only model, or of the one named."""
        rows = self.figures[self.figures["figure"] == name]
        if model is not None:
            rows = rows[rows["model"] == model]
        if len(rows) != 1:
            raise KeyError(f"{len(rows)} figures are named {name!r}" + ("" if model is None else f" for {model!r}"))
        return float(rows["value"].iloc[0])


def evaluate(
    data: _Path | Sequence[_Path],
    model: str | Sequence[str] | None = None,
    *,
    scores: _Path | Sequence[_Path] | None = None,
    output: _Path | None = None,
    **options: object,
) -> Evaluation:
    """Evaluates models, or scores from elsewhere, against human scores of the same images.

    Args:
        data: LaMem, MemCat or a CSV file with columns for image and score; or the folder with it. One or several.
        model: published models or ONNX files; "resmem" if there are no ``scores`` either.
        scores: CSV files with predictions from elsewhere.
        output: a folder for report.html, metrics.json and predictions.csv.
        options: further options of ``mneme evaluate``, such as ``split="test"``, ``skip_bad=True`` or ``crops="ten"``.

    Raises:
        MnemeError: if the data or a model cannot be read.
        UsageError: if an option is not one.
    """
    with tempfile.TemporaryDirectory(prefix="mneme-") as temporary:
        folder = Path(output) if output is not None else Path(temporary)
        given = {"data": _several(data), "model": _several(model), "scores": _several(scores), **options}
        text = run(["evaluate", "--quiet", "--output", str(folder), *flags(given)])
        metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
        predictions = pd.read_csv(folder / "predictions.csv", dtype={"image": str})
    rows = [
        {"data": each["data"], "model": each["model"], "figure": name, **value}
        for each in metrics["models"]
        for name, value in each.items()
        if isinstance(value, dict) and value.keys() == {"value", "low", "high"}
    ]
    figures = pd.DataFrame(rows, columns=["data", "model", "figure", "value", "low", "high"])
    figures = figures.astype({"value": float, "low": float, "high": float})
    return Evaluation(figures, predictions, metrics, text, None if output is None else folder / "report.html")


@dataclasses.dataclass(frozen=True)
class Adapted:
    """A model fitted to one's own scored images.

    Attributes:
        model: its file, for ``score(pictures, model=...)``.
        scores: a row for each image: the score that it got when it was left out of the fitting. None without folds.
        text: what ``mneme adapt`` says of it: the figures of the cross-validation.
    """

    model: Path
    scores: pd.DataFrame | None
    text: str


def adapt(
    data: _Path, output: _Path, model: str | Sequence[str] | None = None, **options: object
) -> Adapted:
    """Fits a model to one's own scored images, in seconds: ridge regression on what frozen networks see in them.

    Args:
        data: a CSV file with columns for image and score, LaMem or MemCat; or the folder with it.
        output: the model file to write, NAME.onnx.
        model: the frozen networks: published models or files; "resmem" and "efficientnet-lite2" unless named.
        options: further options of ``mneme adapt``, such as ``folds=10``, ``views="centre"`` or ``head="linear"``.

    Raises:
        MnemeError: if the data or a model cannot be read.
        UsageError: if an option is not one.
    """
    file = Path(output)
    text = run(["adapt", f"--data={os.fspath(data)}", f"--output={file}", *flags({"model": _several(model), **options})])
    scores = file.with_suffix(".scores.csv")
    left_out = options.get("folds", 1) != 0 and scores.is_file()
    return Adapted(file, pd.read_csv(scores, dtype={"image": str}) if left_out else None, text)


@dataclasses.dataclass(frozen=True)
class Selection:
    """Sets of pictures for an experiment.

    Attributes:
        selection: a row for each picture: ``image``, ``condition``, ``pair`` with ``pairs=True``, and its columns.
        balance: a row for the score and for each matched column: mean and standard deviation of each set, the largest
            standardised difference ``d``, the largest Kolmogorov-Smirnov statistic ``ks``, and whether the tolerance is ``met``.
        methods: sentences for the methods section.
        output: the folder with the page selection.html and the files for PsychoPy and jsPsych, if one was named.
    """

    selection: pd.DataFrame
    balance: pd.DataFrame
    methods: str
    output: Path | None


def select(scores: pd.DataFrame | _Path, each: int, *, output: _Path | None = None, **options: object) -> Selection:
    """Selects sets of pictures that differ in score and are alike in the rest.

    Args:
        scores: a data frame, or a CSV file, with a row for each picture: columns ``image`` and ``score``, and any others.
        each: how many pictures a set has.
        output: a folder for the page and the files.
        options: further options of ``mneme select``, such as ``condition=["low=..30%", "high=70%.."]``, ``sets=4``,
            ``match=["luminance", "contrast=0.1"]``, ``balance="category"``, ``pairs=True`` or ``images="photos/"``.

    Raises:
        MnemeError: if there are too few pictures for what is asked; the message says what to relax by how much.
        UsageError: if an option is not one.
    """
    with tempfile.TemporaryDirectory(prefix="mneme-") as temporary:
        folder = Path(output) if output is not None else Path(temporary) / "selection"
        if isinstance(scores, pd.DataFrame):
            file = Path(temporary) / "scores.csv"
            scores.to_csv(file, index=False)
        else:
            file = Path(scores)
        run(["select", str(file), "--nearest", f"--each={each}", f"--output={folder}", *flags(options)])
        selection = pd.read_csv(folder / "selection.csv", dtype={"image": str, "condition": str, "hash": str})
        balance = pd.read_csv(folder / "balance.csv")
        methods = (folder / "methods.txt").read_text("utf-8").strip()
    return Selection(selection, balance, methods, None if output is None else folder)


@dataclasses.dataclass(frozen=True)
class Responses:
    """Human scores made from the trials of a memory experiment.

    Attributes:
        scores: a row for each picture: ``image``, ``score``, hits, misses and all other counts, rates and indices with their
            95 % intervals.
        reliability: a row for each number of responses a picture: how well halves of so many agree.
        halves: a row for each picture: its scores by random halves of the participants.
        participants: a row for each participant: what each did, who was left out, and why.
        text: what ``mneme data responses`` says of it.
        output: the folder with the files, which ``evaluate`` and ``adapt`` take once the pictures lie in its ``images``; None
            if none was named.
    """

    scores: pd.DataFrame
    reliability: pd.DataFrame
    halves: pd.DataFrame
    participants: pd.DataFrame
    text: str
    output: Path | None


def responses(trials: pd.DataFrame | _Path | Sequence[_Path], *, output: _Path | None = None, **options: object) -> Responses:
    """Makes human scores from who saw which picture when, and whether it was recognised.

    Args:
        trials: a data frame, or one or several CSV files, with a row for each trial: columns for the participant, the image,
            the response and more, as docs/responses.md describes them.
        output: a folder for the files.
        options: further options of ``mneme data responses``, such as ``min_vigilance=.5``, ``lag="mean"``,
            ``score="d-prime"`` or ``participant_column="worker"``.

    Raises:
        MnemeError: if the trials cannot be read.
        UsageError: if an option is not one.
    """
    with tempfile.TemporaryDirectory(prefix="mneme-") as temporary:
        folder = Path(output) if output is not None else Path(temporary) / "study"
        if isinstance(trials, pd.DataFrame):
            file = Path(temporary) / "trials.csv"
            trials.to_csv(file, index=False)
            files = [str(file)]
        else:
            files = [os.fspath(each) for each in _several(trials)]
        text = run(["data", "responses", *files, f"--output={folder}", *flags(options)])

        def read(name: str) -> pd.DataFrame:
            table = folder / name  # without halvings, there is no reliability
            return pd.read_csv(table, dtype={"image": str, "participant": str}) if table.is_file() else pd.DataFrame()

        return Responses(
            read("scores.csv"),
            read("reliability.csv"),
            read("halves.csv"),
            read("participants.csv"),
            text,
            None if output is None else folder,
        )


def _several(values: Any) -> list[Any]:
    if values is None:
        return []
    if isinstance(values, (str, os.PathLike)):
        return [values]
    return list(values)
