"""Write the locked requirements: every version and hash that `make demo` and `make test` install.

    python tools/lock.py            # needs `uv` on the path; run it after a change to pyproject.toml

`requirements/lock.txt` is what users get, `lock-dev.txt` adds the development tools, `constraints.txt` is the
first without hashes, for `pip install -c`, and `lock-ragas.txt` is the environment of the tests of the extra `ragas`,
which asks for an older rich than the rest. Versions already locked are kept unless `--upgrade` is given. Torch is in
none of them: the extra `models` has an environment of its own.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "requirements"
OLDEST_PYTHON = "3.11"
NOT_INSTALLED = ("scipy",)  # 113 MB that pytrec-eval-terrier declares and never imports; its measures run without


def compile_lock(wanted: list[str], target: Path, *, upgrade: bool) -> None:
    """Resolve ``wanted`` for every platform and write versions with hashes to ``target``."""
    with tempfile.TemporaryDirectory() as room:
        source, override = Path(room, "wanted.in"), Path(room, "override.txt")
        source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        override.write_text("".join(f"{name}; python_version < '3'\n" for name in NOT_INSTALLED), encoding="utf-8")
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--override", str(override)]
        command += ["--no-emit-index-url", "--no-emit-find-links", str(source), "--output-file", str(target)]
        subprocess.run(command + ["--upgrade"] * upgrade, check=True)


def main() -> None:
    """Write all of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core, dev = project["dependencies"], project["optional-dependencies"]["dev"]
    upgrade = "--upgrade" in sys.argv[1:]
    HERE.mkdir(exist_ok=True)
    compile_lock(core, HERE / "lock.txt", upgrade=upgrade)
    # Both environments hold the same versions of what they share.
    constraints = re.findall(
        r"^([\w.\[\]-]+==[^\s\\]+(?: ; [^\\\n]+)?)", (HERE / "lock.txt").read_text("utf-8"), re.MULTILINE
    )
    (HERE / "constraints.txt").write_text("".join(f"{line.strip()}\n" for line in constraints), encoding="utf-8")
    compile_lock([*core, *dev, *(line for line in constraints)], HERE / "lock-dev.txt", upgrade=upgrade)
    with_ragas = HERE / "lock-ragas.txt"
    if not with_ragas.exists():
        shutil.copy(HERE / "lock.txt", with_ragas)  # the same versions wherever ragas takes them
    wanted = [*core, *project["optional-dependencies"]["ragas"], *(line for line in dev if line.startswith("pytest=="))]
    compile_lock(wanted, with_ragas, upgrade=upgrade)
    compile_lock(["hatchling"], HERE / "lock-build.txt", upgrade=upgrade)


if __name__ == "__main__":
    main()
