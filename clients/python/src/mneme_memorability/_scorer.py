"""Scoring pictures with one model that stays open."""

import json
import os
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Literal, TypeAlias

import pandas as pd
from tqdm.auto import tqdm

from ._engine import Process, flags
from ._errors import ImageError, UsageError
from ._pictures import Names, Picture, count, listed
from ._server import Server

__all__ = ["Picture", "Scorer", "score"]

# What a model that tells how sure it is writes beside a score.
SURENESS = ("low", "high", "familiar")

Crops: TypeAlias = Literal["centre", "ten"]
Decode: TypeAlias = Literal["natural", "pillow"]
Precision: TypeAlias = Literal["auto", "fp32", "int8"]
Errors: TypeAlias = Literal["keep", "raise"]

_TEMPORARY_FILES = 256


def score(
    pictures: Picture | Iterable[Picture],
    model: str = "resmem",
    *,
    crops: Crops = "centre",
    decode: Decode = "natural",
    precision: Precision = "auto",
    errors: Errors = "keep",
    progress: bool | None = None,
    server: str | None = None,
    token: str | None = None,
    **options: object,
) -> pd.DataFrame:
    """Scores pictures.

    Args:
        pictures: one or many: paths of files, folders (with all below) or globs, NumPy arrays of uint8 as [height, width]
            or [height, width, 3 or 4], PIL images.
        model: the name of a published model, such as "resmem", or the path of an ONNX file.
        crops: "centre", or "ten" for the mean of ten crops.
        decode: "natural" shows pictures as people see them, "pillow" as the authors' Python package does.
        precision: "fp32" or "int8"; "auto", fp32 for a published model, unless it is given.
        errors: "keep" gives a picture that cannot be scored a row with its error; "raise" raises ImageError.
        progress: whether to show a bar; by default where someone sees it, on a terminal.
        server: the address of a Mneme server, such as "http://127.0.0.1:7070", to ask in place of a Mneme of one's own.
        token: what that server wants to hear.
        options: further options of ``mneme predict``, such as ``threads=4``, ``batch=16`` or ``size="256x256"``.

    Returns:
        A row for each picture, in their order: ``image``, ``score`` (0 to 1, higher is more memorable; NaN without one)
        and ``error`` (None without one); of a model that tells how sure it is also ``low``, ``high`` and ``familiar``.
        Its ``attrs`` name the ``model`` and the ``precision`` that made the scores.

    Raises:
        MnemeError: if the model cannot be had or opened.
        UsageError: if an option is not one.
        ImageError: if a picture cannot be scored, with ``errors="raise"``.
    """
    with Scorer(
        model, crops=crops, decode=decode, precision=precision, server=server, token=token, **options
    ) as scorer:
        return scorer.score(pictures, errors=errors, progress=progress)


class Scorer:
    """A model that stays open, for pictures that come bit by bit; best as a context manager.

    >>> with Scorer("resmem") as scorer:  # doctest: +SKIP
    ...     scorer.score(["a.jpg", "b.jpg"])
    ...     scorer.score_one(array)

    The arguments are those of :func:`score`. Many threads may use one; they take turns.
    """

    def __init__(
        self,
        model: str = "resmem",
        *,
        crops: Crops = "centre",
        decode: Decode = "natural",
        precision: Precision = "auto",
        server: str | None = None,
        token: str | None = None,
        **options: object,
    ) -> None:
        self._model = model
        self._upright = decode == "natural"
        self._turn = threading.Lock()
        self._closed = False
        self._source: _Local | Server
        if server is None:
            if token is not None:
                raise UsageError("token is for a server; give its address as server")
            settings = {"model": model, "crops": crops, "decode": decode, "precision": precision, **options}
            self._source = _Local(flags(settings), options.get("batch"))
        else:
            self._source = Server(server, token, model, crops, decode, precision, options)
        self._source.open()

    def score(
        self, pictures: Picture | Iterable[Picture], *, errors: Errors = "keep", progress: bool | None = None
    ) -> pd.DataFrame:
        """Scores pictures; see :func:`score`."""
        if errors not in ("keep", "raise"):
            raise UsageError(f'errors must be "keep" or "raise", not {errors!r}')
        wanted = listed(pictures)
        with self._turn:
            if self._closed:
                raise ValueError("this Scorer is closed")
            names = Names(self._upright, self._source.folder)
            hidden = None if progress is None else not progress
            try:
                with tqdm(total=count(wanted), unit="image", desc="Scoring", disable=hidden) as bar:
                    rows = self._source.rows(wanted, names, lambda: bar.update())
            finally:
                names.close()
        if errors == "raise":
            for row in rows:
                if row["error"] is not None:
                    raise ImageError(row["image"], row["error"])
        table = pd.DataFrame(
            {
                "image": pd.Series([row["image"] for row in rows], dtype=object),
                "score": pd.Series([row["score"] for row in rows], dtype=float),
                "error": pd.Series([row["error"] for row in rows], dtype=object),
            }
        )
        for name in SURENESS:
            if rows and name in rows[0]:
                table[name] = pd.Series([row[name] for row in rows], dtype=float)
        table.attrs = {"model": self._model, "precision": rows[0].get("precision") if rows else None}
        return table

    def score_one(self, picture: Picture) -> float:
        """The score of one picture.

        Raises:
            ImageError: if it cannot be scored.
        """
        return float(self.score([picture], errors="raise", progress=False)["score"].iloc[0])

    def close(self) -> None:
        """Frees the model. Closing twice does nothing more."""
        with self._turn:
            if not self._closed:
                self._closed = True
                self._source.close()

    def __enter__(self) -> "Scorer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Local:
    """One Mneme process: names of files go in, a line each; rows come out as they are scored.

    A blank line ends a question. Mneme answers it with a blank line when all before it is scored.
    """

    def __init__(self, options: list[str], batch: object) -> None:
        # Mneme may wait for a few batches before it answers; so many pictures in memory must be let through.
        self._room = _TEMPORARY_FILES + 4 * (batch if isinstance(batch, int) else 0)
        self._arguments = ["predict", "-", "--interactive", "--format", "jsonl", "--quiet", *options]
        self._process: Process | None = None
        self.folder = ""

    def open(self) -> None:
        """Starts the process, and waits until the model is there or is known not to be."""
        self.folder = os.getcwd()
        self._process = process = Process(self._arguments)
        try:
            self._ask(process, [])
            if process.stdout.readline() != b"\n":
                raise process.failure()
        except BaseException:
            self._drop()
            raise

    def rows(self, pictures: Iterable[Picture], names: Names, done: Any) -> list[dict[str, Any]]:
        if self._process is None:
            self.open()
        process = self._process
        assert process is not None
        writer = _Writer(process, pictures, names, self._room)
        rows: list[dict[str, Any]] = []
        try:
            writer.start()
            while (line := process.stdout.readline()).strip():
                row = json.loads(line)
                sent = row["image"]
                if names.answered(sent):
                    writer.room.release()
                error = row["error"]
                rows.append(
                    {
                        "image": names.shown(sent),
                        "score": row["score"],
                        "precision": row.get("precision"),
                        "error": None if error is None else names.error(sent, error),
                        **{name: row[name] for name in SURENESS if name in row},
                    }
                )
                done()
            if not line:
                raise process.failure()
            writer.join()
            if writer.failure is not None:
                raise writer.failure
            return rows
        except BaseException:
            # What is still to come belongs to no question any more.
            if writer.is_alive() or writer.failure is None:
                self._drop()
                writer.room.release(self._room)
            raise

    @staticmethod
    def _ask(process: Process, names: list[str]) -> None:
        try:
            process.stdin.write("".join(name + "\n" for name in [*names, ""]).encode())
            process.stdin.flush()
        except BrokenPipeError:
            pass  # It has ended; the end of its answer says so.

    def _drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.finish()


class _Writer(threading.Thread):
    """Writes the names beside the reading of the rows, so that neither waits for the other's pipe to be emptied."""

    def __init__(self, process: Process, pictures: Iterable[Picture], names: Names, room: int) -> None:
        super().__init__(name="mneme-names", daemon=True)
        self._process = process
        self._pictures = pictures
        self._names = names
        self.room = threading.Semaphore(room)
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for picture in self._pictures:
                name = self._names.sent(picture)
                if self._names.is_temporary(name):
                    self.room.acquire()
                self._process.stdin.write(name.encode() + b"\n")
                self._process.stdin.flush()
        except BrokenPipeError:
            return
        except BaseException as e:
            self.failure = e
        try:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass
