"""Puts Mneme's jars into the wheel, from the zip file that ``mvn package`` makes.

The zip file is mneme-dist/target/mneme-VERSION.zip in the repository, or the one that MNEME_ZIP names. What only training
needs (libtorch, 90 MB) stays out: ``mneme train`` is a matter of the whole distribution. So do other machines' native
libraries in ONNX Runtime's and libwebp's jars (36 MB): with them the wheel would be too large for PyPI.
"""

import os
import platform
import shutil
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REPOSITORY = Path(__file__).resolve().parents[2]
TRAINING = ("pytorch-",)
NATIVE = ("-x86_64.jar", "-arm64.jar")
# Jars that hold native libraries of every machine, where these lie in them, and what this machine is called there.
NATIVES_OF_ALL = {
    "onnxruntime-": ("ai/onnxruntime/native/", {
        ("Linux", "x86_64"): "linux-x64/", ("Linux", "aarch64"): "linux-aarch64/", ("Darwin", "arm64"): "osx-aarch64/",
        ("Darwin", "x86_64"): "osx-x64/", ("Windows", "AMD64"): "win-x64/",
    }),
    "webp-imageio-": ("native/", {
        ("Linux", "x86_64"): "Linux/x86_64/", ("Linux", "aarch64"): "Linux/aarch64/", ("Darwin", "arm64"): "Mac/aarch64/",
        ("Darwin", "x86_64"): "Mac/x86_64/", ("Windows", "AMD64"): "Windows/x86_64/",
    }),
}
DEBUGGING = ".dSYM/"


class Jars(BuildHookInterface):
    """Runs once for each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self.jars = Path(tempfile.mkdtemp(prefix="mneme-jars-"))
        source = self._zip()
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                name = entry.filename.partition("/")[2]
                if not self._is_wanted(name):
                    continue
                target = self.jars / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, target.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
                self._leave_out_other_machines(target)
        build_data["force_include"][str(self.jars)] = "mneme_memorability/engine"
        # The decoders of HEIC and AVIF are native code of this kind of machine.
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
        build_data["pure_python"] = False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self.jars, ignore_errors=True)

    def _is_wanted(self, name: str) -> bool:
        file = name.rpartition("/")[2]
        if name == "mneme.jar" or name.startswith("licences/"):
            return bool(file)
        training = file.startswith(TRAINING) and file.endswith(NATIVE)
        return name.startswith("lib/") and file.endswith(".jar") and not training

    @staticmethod
    def _leave_out_other_machines(jar: Path) -> None:
        """Writes a jar anew without native libraries of other machines; all stay if there are none for this one."""
        place, names = next((found for start, found in NATIVES_OF_ALL.items() if jar.name.startswith(start)), ("", {}))
        here = names.get((platform.system(), platform.machine()))
        if here is None:
            return
        smaller = jar.with_suffix(".part")
        with zipfile.ZipFile(jar) as every:
            entries = every.infolist()
            if not any(entry.filename.startswith(place + here) and not entry.is_dir() for entry in entries):
                return
            with zipfile.ZipFile(smaller, "w", zipfile.ZIP_DEFLATED) as own:
                for entry in entries:
                    other = entry.filename.startswith(place) and not entry.filename.startswith(place + here)
                    if not other and DEBUGGING not in entry.filename:
                        own.writestr(entry, every.read(entry))
        smaller.replace(jar)

    def _zip(self) -> Path:
        named = os.environ.get("MNEME_ZIP")
        if named:
            return Path(named)
        found = REPOSITORY / "mneme-dist" / "target" / f"mneme-{self.metadata.version}.zip"
        if not found.is_file():
            raise FileNotFoundError(
                f"{found}: not there; the wheel carries the jars in it. Make it with: mvn -DskipTests package,"
                " or name another in MNEME_ZIP"
            )
        return found
