"""Questions made from tables, fields, lists and definitions of open project documents, and their unanswerable twins.

The passages are the product's own (``plainspoken.ingest``), so a question meets rows whose column names stand
elsewhere, fields, and items under a lead-in, as it will in use.
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from plainspoken.ingest import discover, parse
from plainspoken.passages import Document
from plainspoken.wording.sentences import Unit, units
from plainspoken.wording.words import terms

SEED = 7
PER_DOCUMENT = 2  # questions of one kind from one document
STATIC = re.compile(r"^[A-Za-z][\w /()-]{2,40}$")
DEFINES = re.compile(
    r"^(?P<subject>(?:The |A |An )?[A-Z][\w-]*(?: [\w-]+){0,4}) (?P<verb>is|are|was|were) (?:an? |"
    r"the |used |designed )\w"
)


@dataclass(frozen=True)
class Known:
    """One passage of the corpus."""

    document: str
    title: str
    context: str
    text: str


@dataclass(frozen=True)
class Made:
    """A question made from a passage.

    Attributes:
        question: In plain words.
        passage: Number of the passage it was made from.
        proof: The unit that answers; empty for a twin that nothing answers.
        kind: row, field, list or definition.
    """

    question: str
    passage: int
    proof: str
    kind: str


def passages(folders: list[Path]) -> list[Known]:
    """Return the passages of all documents under ``folders``."""
    found = discover(folders).files
    known = []
    for document in parse(found, corpus="training", default_access=("everyone",)):
        if not isinstance(document, Document):
            continue
        for one in document.passages:
            title = " > ".join(part for part in (document.metadata.title, *one.section) if part)
            known.append(Known(document.path, title, one.context, one.text))
    return known


def made(known: list[Known]) -> Iterator[Made]:
    """Yield questions, at most PER_DOCUMENT of one kind from one document."""
    random_ = random.Random(SEED)  # a seeded choice
    used: dict[tuple[str, str], int] = {}
    for at in random_.sample(range(len(known)), len(known)):
        one = known[at]
        for unit in units(one.text, one.context):
            for kind, question, proof in _asked(one, unit, random_):
                if used.get((one.document, kind), 0) < PER_DOCUMENT and len(terms(question)) >= 2:
                    used[one.document, kind] = used.get((one.document, kind), 0) + 1
                    yield Made(question, at, proof, kind)


def _asked(one: Known, unit: Unit, random_: random.Random) -> Iterator[tuple[str, str, str]]:
    text = one.text[unit.start : unit.end]
    subject = re.sub(r"[*`#_\\]", "", one.title.split(" > ")[0]).strip()
    if unit.kind == "row" and unit.row and 2 <= len(unit.row.cells) <= 8:
        column = random_.randrange(1, len(unit.row.cells))
        name, cell, label = unit.row.headers[column], unit.row.cells[column], unit.row.cells[0]
        if STATIC.match(label) and cell and name:
            ask = f"{name} of {label}" if name.lower() not in ("value", "description") else f"{label}"
            form = random_.choice(
                ["What is the {} of {}?", "How high is the {} for {}?", "{} {}?", "Which {} does {} have?"]
            )
            yield "row", form.format(ask.lower() if random_.random() < 0.5 else ask, subject), text
    if unit.kind == "field":
        key, _, value = text.strip("-* ").partition(":")
        key = re.sub(r"[*_`]", "", key).strip()
        if STATIC.match(key) and 1 < len(value) < 150:
            form = random_.choice(["What is the {} of {}?", "What is {}'s {}?", "Which {} does {} use?"])
            yield "field", form.format(*((subject, key.lower()) if "'s" in form else (key.lower(), subject))), text
    if unit.kind == "item" and unit.lead:
        lead = one.text[slice(*unit.lead)].rstrip(": *")
        if 4 <= len(lead.split()) <= 14 and not lead.startswith(("-", "http")):
            yield "list", f"What are {lead[0].lower()}{lead[1:]}?" if random_.random() < 0.5 else f"{lead}?", text
    if unit.kind == "sentence" and (found := DEFINES.match(text)) and len(text) < 300:
        form = random_.choice(
            [
                "What {verb} {subject}?",
                "What do you know about {subject}?",
                "{subject}",
                "Tell me what {subject} {verb}.",
            ]
        )
        yield "definition", form.format(**found.groupdict()), text


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in passages([Path(name) for name in sys.argv[1:]])]))  # a script's output
