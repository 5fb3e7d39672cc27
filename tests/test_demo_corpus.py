"""The demo corpus is what its data sheet says, and nothing in it points outside."""

import csv
import importlib.util
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpora" / "demo"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())
DOCS = [path for path in FILES if path.is_relative_to(CORPUS / "docs") and path.suffix != ".toml"]
CARDS = [path for path in FILES if path.is_relative_to(CORPUS / "model_cards")]
KINDS = {".md", ".rst", ".txt", ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".ipynb"}
TEXTS = [
    path
    for path in (*FILES, *sorted((ROOT / "tools" / "demo_sources").rglob("*.txt")))
    if path.suffix in {".md", ".rst", ".txt", ".html", ".csv", ".ipynb", ".json", ".jsonl", ".toml"}
]
PHONE = re.compile(r"(?<![\w-])\d{3}[-. ]\d{4}(?![\w-])|\+\d{1,3}[ -]\d|\(\d{3}\) ?\d")
RESERVED_PHONE = re.compile(r"555-01\d\d")
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
REAL_DOMAIN = re.compile(r"\b[\w-]+\.(?:com|org|net|io|ai|dev|co|eu|uk|de|us|gov|edu)\b")
CARD_FIELDS = (
    "version",
    "stage",
    "data",
    "code_version",
    "problem",
    "limits",
    "bias",
    "assumption",
    "baseline",
    "intended",
)


def _builder():
    spec = importlib.util.spec_from_file_location("build_demo", ROOT / "tools" / "build_demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _front_matter(path: Path) -> dict[str, object]:
    text = path.read_text(encoding="utf-8")
    return yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else json.loads(text)


def test_every_kind_of_project_document_is_there():
    assert {path.suffix for path in DOCS} == KINDS
    assert len(DOCS) >= 46


def test_six_cards_and_more_come_in_several_versions():
    versions = Counter(path.parent.name for path in CARDS)

    assert len(CARDS) >= 6
    assert max(versions.values()) >= 3
    assert {path.suffix for path in CARDS} == {".md", ".json"}


@pytest.mark.parametrize("name", ["larder-demand/v2.1.md", "datestone-dates/v1.1.md"])
def test_a_card_in_use_has_every_field(name):
    text = (CORPUS / "model_cards" / name).read_text(encoding="utf-8").lower()

    assert [field for field in CARD_FIELDS if field not in text] == []


def test_card_metrics_stand_with_their_n():
    for path in CARDS:
        card = _front_matter(path)
        index = card.get("model-index")
        metrics = index[0]["results"][0]["metrics"] if index else card["metrics"]

        assert metrics
        assert all(metric["n"] > 0 for metric in metrics)


def test_feedback_holds_three_hundred_entries_with_people_and_days():
    folder = CORPUS / "feedback"
    with (folder / "larder-feedback.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["date"], row["user_id"]) for row in csv.DictReader(file)]
    for line in (folder / "datestone-feedback.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        rows.append((entry["id"], entry["date"], entry["user_id"]))
    visits = (ROOT / "tools" / "demo_sources" / "feedback" / "store-visits.xlsx.txt").read_text(encoding="utf-8")
    rows += [(row["id"], row["date"], row["user_id"]) for row in csv.DictReader(visits.splitlines()[4:])]

    assert len({row[0] for row in rows}) == len(rows) == 300
    assert len({row[2] for row in rows}) > 50
    assert all(re.fullmatch(r"202[56]-\d\d-\d\d", row[1]) for row in rows)


def test_the_same_texts_build_the_committed_binaries():
    stale = [name for name, data in _builder().built() if (CORPUS / name).read_bytes() != data]

    assert stale == [], "run tools/build_demo.py"


def test_runbook_has_an_exact_copy_and_glossary_a_near_one():
    docs = CORPUS / "docs"
    glossary = (docs / "company" / "glossary.md").read_text(encoding="utf-8")
    older = (docs / "archive" / "glossary-feb.md").read_text(encoding="utf-8")
    shared = set(glossary.splitlines()) & set(older.splitlines())

    assert (docs / "archive" / "larder-runbook.rst").read_bytes() == (docs / "larder" / "runbook.rst").read_bytes()
    assert glossary != older
    assert len(shared) > 0.7 * len(set(glossary.splitlines()))


def test_some_papers_are_for_finance_legal_leads_and_hr_only():
    declared = " ".join(path.read_text(encoding="utf-8") for path in FILES if path.name == "_plainspoken.toml")

    assert all(f'["{group}"]' in declared for group in ("finance", "legal", "leads", "hr"))


def test_principals_cover_every_group():
    principals = tomllib.loads((CORPUS / "access.toml").read_text(encoding="utf-8"))["principals"]

    assert {group for one in principals.values() for group in one["groups"]} == {"finance", "leads", "legal", "hr"}
    assert principals["anonymous"]["groups"] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_phone_address_or_domain_is_real(path):
    text = path.read_text(encoding="utf-8")

    assert [found for found in PHONE.findall(text) if not RESERVED_PHONE.fullmatch(found)] == []
    assert [domain for domain in MAIL.findall(text) if not domain.rstrip(".").endswith(".example")] == []
    assert REAL_DOMAIN.findall(text) == []
    assert [host for host in re.findall(r"https?://([^/\s\"<]+)", text) if not host.endswith(".example")] == []
