"""The recorded request body in the documentation is what is sent today, and nothing private is in its bytes."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEAST = 5  # letters; a shorter value may be part of a word
PROJECTS = {
    "Larder",
    "Datestone",
}  # nobody's names: where one is taken for a person's it is masked, and stands elsewhere


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("request_body", ROOT / "tools" / "request_body.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recorded(tool, tmp_path_factory):
    return tool.recorded(tmp_path_factory.mktemp("home"))


def test_the_recorded_body_is_what_is_sent(tool, recorded):
    assert tool.PICTURE.read_text(encoding="utf-8") == tool.set_out(recorded[0]), "run tools/request_body.py"


def test_no_private_value_of_documents_or_question_is_in_the_bytes(recorded):
    body, values = recorded
    looked_for = [value for value in values if len(value) >= LEAST and value not in PROJECTS]
    raw = body + json.dumps(json.loads(body), ensure_ascii=False).encode()

    assert len(looked_for) > 20
    assert [value for value in looked_for if value.encode() in raw] == []
    assert b"<PERSON_1>" in body
