"""The public JSON: answers, search results, documents."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from plainspoken.access import Rule
from plainspoken.answers import Answer, Citation, Passport
from plainspoken.passages import Edition, ScoredPassage

Json = dict[str, object]
BREAKS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "\u0085\u2028\u2029"})
"""What JSON may hold as it is, and many readers of lines take for the end of one."""


def one_line(text: str) -> str:
    """Return JSON that was written on one line such that every reader of lines finds it on one."""
    return text.translate(BREAKS)


def answer_json(answer: Answer) -> Json:
    """Return the public form of an answer (docs/reference/answer.md)."""
    declined = answer.abstention
    return {
        "id": answer.id,
        "question": answer.question,
        "status": answer.status,
        "path": answer.path,
        "text": answer.text,
        "audience": answer.audience,
        "as_of": answer.as_of.isoformat(),
        "claims": [
            {"text": c.text, "citations": list(c.citations), "verdict": c.verdict, "score": c.score}
            for c in answer.claims
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "abstention": declined
        and {
            "reason": declined.reason,
            "missing": declined.missing,
            "closest": [_citation(citation) for citation in declined.closest],
            "ask": declined.ask,
        },
        "removed": [{"text": item.text, "why": item.why} for item in answer.removed],
        "privacy": {"sent": dict(sorted(answer.sent.items())), "restored": dict(sorted(answer.restored.items()))},
        "notice": answer.notice,
        "candidates": [answer_json(other) for other in answer.candidates],
        "passport": _passport(answer.passport),
    }


def results_json(query: str, as_of: date, found: Sequence[ScoredPassage]) -> Json:
    """Return the public form of a search: what was found, best first, and why."""
    return {"query": query, "as_of": as_of.isoformat(), "results": [_result(item) for item in found]}


def document_json(edition: Edition, text: str) -> Json:
    """Return a document's metadata and the text that the offsets of citations index."""
    return {"document_id": edition.document_id, **_edition(edition), "text": text}


def documents_json(editions: Iterable[Edition]) -> Json:
    """Return every document once, with its versions, the current one first."""

    def place(edition: Edition) -> tuple[str, str, str]:
        return edition.corpus, edition.path, edition.document_id

    documents: list[Json] = []
    for (_, _, document_id), group in groupby(sorted(editions, key=place), key=place):
        versions = sorted(group, key=lambda edition: not edition.current)
        entry: Json = {"document_id": document_id, **_edition(versions[0])}
        documents.append(entry | {"versions": [_version(edition) for edition in versions]})
    return {"documents": documents}


def groups_of(rule: Rule) -> list[str]:
    """Return the groups that a rule names; an empty list is "nobody"."""
    return sorted({group for clause in rule.clauses for group in clause})


def _result(item: ScoredPassage) -> Json:
    passage, edition = item.passage, item.edition
    return {
        "score": round(float(item.score), 6),
        "document": edition.path,
        "document_id": edition.document_id,
        "version": passage.version,
        "title": edition.title,
        "section": " > ".join(passage.section),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "why": {name: round(float(share), 6) for name, share in sorted(item.why.items())},
    }


def _edition(edition: Edition) -> Json:
    return {
        "document": edition.path,
        "corpus": edition.corpus,
        "kind": edition.kind,
        "title": edition.title,
        "owner": edition.owner,
        "status": edition.status,
        "stage": edition.stage,
        "level": edition.level,
        "access": groups_of(edition.rule),
        **_version(edition),
    }


def _version(edition: Edition) -> Json:
    return {
        "version": edition.version,
        "current": edition.current,
        "valid_from": _day(edition.window.first),
        "valid_to": _day(edition.window.last),
        "dates_inferred": edition.dates_inferred,
    }


def _citation(citation: Citation) -> Json:
    return {
        "n": citation.n,
        "document": citation.document,
        "document_id": citation.document_id,
        "version": citation.version,
        "title": citation.title,
        "section": citation.section,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "owner": citation.owner,
        "valid_from": _day(citation.valid_from),
        "valid_to": _day(citation.valid_to),
        "dates_inferred": citation.dates_inferred,
    }


def _passport(passport: Passport) -> Json:
    return {
        "snapshot": passport.snapshot,
        "model": passport.model,
        "prompt": passport.prompt,
        "code": passport.code,
        "settings": passport.settings,
        "seed": passport.seed,
        "passages": list(passport.passages),
        "timings_ms": dict(passport.timings_ms),
        "ladder": list(passport.ladder),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
