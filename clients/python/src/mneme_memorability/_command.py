"""The command ``mneme``: Mneme's own command line, with all of its options."""

import os
import subprocess
import sys
from typing import NoReturn

from ._engine import command, environment, trains
from ._errors import MnemeError


_TRAINING = ("train", "sweep", "study")
_ONLY_TELL = ("--help", "-h", "--version", "-V", "report")


def main() -> NoReturn:
    """Runs Mneme in place of this process, so that signals, terminals and exit codes are its own."""
    arguments = sys.argv[1:]
    try:
        line = command(arguments)
        if arguments[:1] and arguments[0] in _TRAINING and not set(arguments) & set(_ONLY_TELL) and not trains():
            raise MnemeError(
                f"{arguments[0]}: training needs libtorch, which is not in the Python package. Take Mneme's whole"
                " distribution, mneme-VERSION.zip, and call the mneme in it"
            )
    except MnemeError as e:
        print(f"mneme: {e}", file=sys.stderr)
        sys.exit(1)
    if os.name == "nt":
        sys.exit(subprocess.call(line, env=environment()))
    os.execve(line[0], line, environment())
