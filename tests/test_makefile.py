"""The recipes do what they say on any machine, whatever its owner has set."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOLD = '#!/bin/sh\necho "$(basename "$0") $*"; env | grep ^PLAINSPOKEN_ | sort\n'
SET = {"PLAINSPOKEN_LLM__MODEL": "openai/local", "PLAINSPOKEN_HOME": "/x y", "PLAINSPOKEN_WEIGHTS": "/weights"}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_test_asks_nothing_that_its_caller_has_set(tmp_path):
    for name in ("ruff", "mypy", "lint-imports", "python", "plainspoken"):
        (tmp_path / name).write_text(TOLD)
        (tmp_path / name).chmod(0o755)

    command = ["make", "-s", "-o", ".venv/installed-dev", "test", f"BIN={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | SET, capture_output=True, text=True, check=True)

    *_, tests, kept, asked, also_kept = done.stdout.splitlines()
    assert (tests, asked) == (
        "python -m pytest --numprocesses auto --dist loadfile",
        "plainspoken eval demo --config /dev/null",
    )
    assert kept == also_kept == "PLAINSPOKEN_WEIGHTS=/weights"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("recipe", "left", "told"),
    [
        pytest.param("clean", [".plainspoken"], "", id="environments go, what was asked and judged stays"),
        pytest.param("clean-home", [".venv"], "vault.key", id="a home goes when it is named, and is told to go"),
    ],
)
def test_only_clean_home_removes_a_home(tmp_path, recipe, left, told):
    for name in (".venv", ".plainspoken"):
        (tmp_path / name).mkdir()

    command = ["make", "-s", "-f", str(ROOT / "Makefile"), recipe]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert [path.name for path in tmp_path.iterdir()] == left
    assert told in done.stdout
