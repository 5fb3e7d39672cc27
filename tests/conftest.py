"""A small project's documents, ingested once, for every test that asks real questions of real engines."""

from datetime import date

import pytest

from plainspoken import llm
from plainspoken.assistant import Assistant
from plainspoken.librarian import Corpus, keep
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.databases import PROGRAMS, cluster

DAY = date(2026, 11, 22)
DOCUMENTS = {
    "card.md": """---
title: Brook card
owner: Ilse Marchetti
valid_from: 2026-02-01
---
# Brook card

The Brook model predicts bread returns. Its recall was 0.83 on 1,240 test baskets.
Ilse Marchetti (ilse.marchetti@brook.example) owns the model and answers questions about it.
Ilse handed the returns over in June.
""",
    "old-plan.md": """---
title: Old plan
valid_from: 2025-01-01
valid_to: 2025-12-31
---
# Old plan

Retraining happened once a quarter, on the first Monday.
""",
    "plan.md": """---
title: Plan
valid_from: 2026-01-01
supersedes: old-plan.md
---
# Plan

Retraining happens every week, on Tuesday night.
""",
    "budget.md": """---
title: Budget
access: [finance]
---
# Budget

The Brook project may spend 48,200 euros in 2027.
""",
}


def open_assistant(home, **model):
    settings = load(None, {"home": home} | {f"llm.{key}": value for key, value in model.items()})
    if model:
        llm.load()  # on a machine that many share it can take longer than the model's deadline, which holds it
    return Assistant(Engines(settings))


@pytest.fixture(scope="session")
def postgresql():
    """Return the address of a PostgreSQL."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL on this machine; `.ci/run` installs it")
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def documents(tmp_path_factory):
    """Return a folder with the documents of a small project."""
    folder = tmp_path_factory.mktemp("brook")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def home(documents, tmp_path_factory):
    """Return a home into which the documents were ingested."""
    home = tmp_path_factory.mktemp("home")
    engines = Engines(load(None, {"home": home}))
    keep([documents], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    return home


@pytest.fixture
def assistant(home):
    """Return an assistant over the small project, without a language model."""
    assistant = open_assistant(home)
    yield assistant
    assistant.close()
