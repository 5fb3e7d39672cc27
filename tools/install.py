"""Make an environment with everything that is locked, plainspoken itself and the checked weights.

    python tools/install.py [--environment .venv] [--lock requirements/lock.txt]

Needs Python and a package index, nothing else. `uv` is taken from that index for the minute it is needed (7 s
instead of 60 for the same files); where it cannot be had or fails, pip does the same from the same lock. Byte code
is written for the modules that plainspoken imports and not for the rest, which saves a fifth of the disk.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# In two processes, because there are at least two cores; what a process imports, Python compiles.
WARM = (
    "numpy openvino onnxruntime tokenizers qdrant_edge sqlalchemy cryptography "
    "llama_index.core llama_index.core.node_parser pypdf docx pptx openpyxl bs4 yaml rich typer",
    "fastapi uvicorn gradio slack_bolt litellm",
)


class Environment:
    """One virtual environment in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / "python"

    def run(self, *command: str, **extra: str) -> None:
        """Run a command of this environment and stop where it fails."""
        subprocess.run(command, check=True, env={**os.environ, **extra})

    def pip(self, *words: str) -> None:
        """Run this environment's pip."""
        self.run(str(self.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *words)


def settings_of_pip(python: Path) -> dict[str, str]:
    """Return what pip is told about its index and certificates, in the words uv understands."""
    told = subprocess.run(
        [str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    found = {}
    for line in told.splitlines():
        key, _, value = line.partition("=")
        if (word := words.get(key.rpartition(".")[2])) and word not in os.environ:
            found[word] = value.strip("'\"")
    return found


def with_uv(place: Environment, lock: Path) -> None:
    """Install the lock and plainspoken by uv, which is fetched for this and not kept."""
    with tempfile.TemporaryDirectory() as room:
        place.pip("--target", room, "uv")
        uv = Path(room, "bin", "uv")
        told = settings_of_pip(place.python)
        install = (str(uv), "pip", "install", "--quiet", "--python", str(place.python), "--no-deps")
        place.run(*install, "--require-hashes", "-r", str(lock), **told)
        build = str(ROOT / "requirements" / "lock-build.txt")
        place.run(*install, "--build-constraints", build, "-e", str(ROOT), **told)


def with_pip(place: Environment, lock: Path) -> None:
    """Install the lock and plainspoken by pip."""
    place.pip("--no-compile", "--no-deps", "--require-hashes", "-r", str(lock))
    place.pip("--no-compile", "--no-deps", "-e", str(ROOT))


def packages(place: Environment, lock: Path) -> None:
    """Install the lock and plainspoken, the fast way if it works."""
    try:
        with_uv(place, lock)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"uv could not do it ({error}); pip does", file=sys.stderr)
        with_pip(place, lock)


def finish(place: Environment) -> None:
    """Fetch and check the weights while the modules that plainspoken imports are compiled."""
    compiling = [
        subprocess.Popen(
            [str(place.python), "-c", f"import plainspoken, {names.replace(' ', ', ')}"],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
            stdout=subprocess.DEVNULL,
        )
        for names in WARM
    ]
    place.run(str(place.python), "-c", "from plainspoken.weights import fetch; fetch(progress=print)")
    for process in compiling:
        if process.wait():
            raise SystemExit("an installed library cannot be imported: see above")


def step(name: str, work: Callable[[], None]) -> None:
    """Do one step and say how long it took."""
    print(f"{name} …", file=sys.stderr, flush=True)
    start = time.monotonic()
    work()
    print(f"{name}: {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)


def main() -> None:
    """Make the environment."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--environment", type=Path, default=ROOT / ".venv")
    wanted.add_argument("--lock", type=Path, default=ROOT / "requirements" / "lock.txt")
    asked = wanted.parse_args()
    place = Environment(asked.environment)
    if not place.python.exists():
        step("environment", lambda: venv.create(place.folder, with_pip=True))
    step("packages", lambda: packages(place, asked.lock))
    step("weights and byte code", lambda: finish(place))


if __name__ == "__main__":
    main()
