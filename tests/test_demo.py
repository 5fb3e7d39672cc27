"""`make demo` shows what it promises: an answer, private data and an abstention."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parent.parent / "tools" / "demo.py"
ASKED = re.compile(r"^> (.*)$", re.MULTILINE)


@pytest.mark.slow
def test_the_demo_answers_one_question_tells_of_private_data_in_one_and_abstains_from_one(tmp_path):
    environment = {**os.environ, "PLAINSPOKEN_HOME": str(tmp_path / "home")}
    command = [sys.executable, str(DEMO), "--no-serve"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    _, *told = ASKED.split(done.stdout)
    answered, private, abstained = told[1::2]

    assert "[1]" in answered
    assert "Missing:" not in answered
    assert "Owen Pritchard (555-0128)" in private.partition("[1] ")[0]
    assert re.search(r"placeholders for .*\d PERSON, \d+ PHONE_NUMBER", private)
    assert "cannot answer" in abstained
    assert "Missing:" in abstained
