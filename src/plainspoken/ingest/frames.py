"""How the parsing process hands a document back: JSON, so that nothing in it can be run."""

import datetime
import json
from typing import Any

from plainspoken.access import Rule
from plainspoken.passages import Document, Hidden, Metadata, Passage
from plainspoken.validity import Window

PATIENCE = 3  # times the seconds of work, on the clock, until a file is given up
HEADER = 8  # bytes that say how long a frame is


def pack(document: Document) -> dict[str, Any]:
    """Return the document as plain values; passages by their offsets only."""
    known = document.metadata
    return {
        "id": document.id, "corpus": document.corpus, "path": document.path, "source": document.source,
        "version": document.version, "kind": document.kind, "text": document.text, "notes": document.notes,
        "hidden": [[one.start, one.end, one.groups] for one in document.hidden],
        "metadata": {
            "title": known.title, "owner": known.owner, "rule": _clauses(known.rule),
            "window": [day and day.isoformat() for day in (known.window.first, known.window.last)],
            "supersedes": known.supersedes, "superseded_by": known.superseded_by, "status": known.status,
            "stage": known.stage, "restricted": dict(known.restricted), "inferred": sorted(known.inferred),
            "problems": known.problems,
        },
        "passages": [
            [p.id, p.start, p.end, p.kind, p.section, p.page, p.context, _clauses(p.rule), p.torn]
            for p in document.passages
        ],
    }  # fmt: skip


def unpack(frame: dict[str, Any]) -> Document:
    """Return the document that was packed."""
    text = frame["text"]
    rules: dict[str, Rule] = {}
    passages = []
    for identity, start, end, kind, section, page, context, clauses, torn in frame["passages"]:
        rule = rules.setdefault(json.dumps(clauses), _rule(clauses))
        passages.append(
            Passage(
                id=identity, document_id=frame["id"], version=frame["version"], text=text[start:end], start=start,
                end=end, kind=kind, section=tuple(section), page=page, context=context, rule=rule,
                torn=(torn[0], torn[1]),
            )
        )  # fmt: skip
    return Document(
        id=frame["id"], corpus=frame["corpus"], path=frame["path"], source=frame["source"], version=frame["version"],
        kind=frame["kind"], text=text, metadata=_metadata(frame["metadata"]), passages=tuple(passages),
        hidden=tuple(Hidden(start, end, tuple(groups)) for start, end, groups in frame["hidden"]),
        notes=tuple(frame["notes"]),
    )  # fmt: skip


def _metadata(known: dict[str, Any]) -> Metadata:
    first, last = (datetime.date.fromisoformat(day) if day else None for day in known["window"])
    return Metadata(
        title=known["title"], owner=known["owner"], rule=_rule(known["rule"]), window=Window(first, last),
        supersedes=tuple(known["supersedes"]), superseded_by=tuple(known["superseded_by"]), status=known["status"],
        stage=known["stage"], restricted={name: tuple(groups) for name, groups in known["restricted"].items()},
        inferred=frozenset(known["inferred"]), problems=tuple(known["problems"]),
    )  # fmt: skip


def _clauses(rule: Rule) -> list[list[str]]:
    return sorted(sorted(clause) for clause in rule.clauses)


def _rule(clauses: list[list[str]]) -> Rule:
    return Rule(frozenset(frozenset(clause) for clause in clauses))
