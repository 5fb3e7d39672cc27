"""The product on other people's sets: questions with passages, and claims with labels.

    python benchmarks/external_sets.py questions PATH [--pool] [--limit N]
    python benchmarks/external_sets.py claims PATH [--limit N]

PATH is a file or a folder with one data file: RAG triples, SQuAD, or labelled claims (plainspoken.scoring.adapters).
With --pool every question is answered from what the product's own retrieval brings out of all contexts of the set.
Prints one JSON object: each figure with its 95 % interval and n. Nothing of the set is kept.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from plainspoken.answers import Answer, Sentence
from plainspoken.assistant import PASSAGES, Assistant
from plainspoken.conversations import Question
from plainspoken.doors.terminal.judging import Collection
from plainspoken.errors import PlainspokenError, UsageError
from plainspoken.scoring.adapters import ANY_DAY, Given, pool, read_claims, read_questions
from plainspoken.scoring.grading import grade
from plainspoken.scoring.intervals import LEVEL, RESAMPLES, SEED
from plainspoken.scoring.measures import figures
from plainspoken.scoring.record import figures_json
from plainspoken.scoring.responses import FAILED, Quoted, Response, Statement
from plainspoken.scoring.retrieval import passages_of
from plainspoken.settings import load
from plainspoken.verify import verify
from plainspoken.wiring import Engines

LABELS = {"supported", "unsupported"}
Contexts = Callable[[Given], Sequence[str]]


def main() -> None:
    given = _arguments()
    try:
        _measure(given)
    except PlainspokenError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2 if isinstance(error, UsageError) else 1) from None


def _measure(given: argparse.Namespace) -> None:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plainspoken-") as home, closing(_engines(home)) as engines:
        result = claims(given) if given.what == "claims" else questions(given, engines, Path(home))
        result["took_s"] = round(time.perf_counter() - started, 1)
    print(json.dumps({"set": given.path.name, "model": engines.settings.llm.model or "extractive", **result}))


def _engines(home: str) -> Engines:
    return Engines(load(None, {"home": Path(home)}))


def questions(given: argparse.Namespace, engines: Engines, home: Path) -> dict[str, object]:
    """Return every figure over the questions of a set."""
    asked = read_questions(given.path)
    if not asked:
        raise UsageError(f"{str(given.path)!r} holds no question")
    assistant = Assistant(engines)
    if not given.pool:
        return _graded(asked[: given.limit], assistant, lambda each: each.contexts)
    with closing(Collection(home / "pool", engines.settings, ANY_DAY)) as collection:
        texts = pool(asked)
        for number, text in enumerate(texts):
            collection.index(list(passages_of(f"p{number}", "", text, split=collection.split)))

        def search(each: Given) -> Sequence[str]:
            return [found.passage.text for found in collection.search(each.case.question, PASSAGES)]

        return {"pool": len(texts), **_graded(asked[: given.limit], assistant, search)}


def _graded(asked: Sequence[Given], assistant: Assistant, contexts: Contexts) -> dict[str, object]:
    grades = []
    for each in asked:
        passages = [(f"c{number}", text) for number, text in enumerate(contexts(each), start=1)]
        started = time.perf_counter()
        try:
            answer = assistant.read(Question(each.case.question, ANY_DAY), passages)
            got = _response(answer, dict(passages), 1000 * (time.perf_counter() - started))
        except PlainspokenError as error:
            got = Response(FAILED, str(error))
        relevant = dict.fromkeys((name for name, text in passages if text in each.contexts), 1)
        case = replace(each.case, relevant=relevant if each.case.is_answerable else {})
        graded = grade(case, got)
        grades.append(replace(graded, case=each.case))
    failed = sum(each.response.status == FAILED for each in grades)
    return {"attempted": len(asked), "failed": failed, "figures": figures_json(figures(grades))}


def _response(answer: Answer, texts: dict[str, str], milliseconds: float) -> Response:
    quoted = {
        each.n: Quoted(
            document=each.document,
            text=each.quote,
            source=texts[each.document],
            is_verbatim=texts[each.document][each.start : each.end] == each.quote,
        )
        for each in answer.citations
    }
    statements = tuple(Statement(c.text, tuple(quoted[n] for n in c.citations), c.score) for c in answer.claims)
    return Response(answer.status, answer.text, statements, path=answer.path, milliseconds=milliseconds)


def claims(given: argparse.Namespace) -> dict[str, object]:
    """Return the AUROC of ``verify`` on labelled claims, claims of one group resampled together, beside mere length."""
    labelled = [each for each in read_claims(given.path) if each.label in LABELS][: given.limit]
    if {each.label for each in labelled} != LABELS:
        raise UsageError(f"{str(given.path)!r} has not claims of both labels: {', '.join(sorted(LABELS))}")
    sentences = [Sentence(each.claim, (1,)) for each in labelled]
    scores = np.array(
        [verify(s, [c.context], question=c.question).score for s, c in zip(sentences, labelled, strict=True)]
    )
    is_good = np.array([each.label == "supported" for each in labelled])
    lengths = -np.array([float(len(each.claim)) for each in labelled])
    groups = [each.group for each in labelled]
    return {
        "claims": len(labelled),
        "auroc": _interval(scores, is_good, groups),
        "auroc_of_brevity": _interval(lengths, is_good, groups),
        "shown_at_half": {
            "supported": round(float((scores[is_good] >= 0.5).mean()), 4),
            "unsupported": round(float((scores[~is_good] >= 0.5).mean()), 4),
        },
    }


def _interval(scores: np.ndarray, is_good: np.ndarray, groups: Sequence[str]) -> dict[str, float]:
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    names = [np.array(members[name]) for name in sorted(members)]
    dice = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES // 5):
        rows = np.concatenate([names[index] for index in dice.integers(0, len(names), len(names))])
        drawn.append(auroc(scores[rows], is_good[rows]))
    low, high = np.percentile(drawn, LEVEL)
    return {"value": round(auroc(scores, is_good), 4), "low": round(low, 4), "high": round(high, 4)}


def auroc(scores: np.ndarray, is_good: np.ndarray) -> float:
    """Return the chance that a supported claim scores above an unsupported one; ties count half."""
    order = np.unique(scores, return_inverse=True)[1]
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]
    good, bad = int(is_good.sum()), int((~is_good).sum())
    return float((ranks[is_good].sum() - good * (good + 1) / 2) / (good * bad))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("questions", "claims"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--pool", action="store_true", help="retrieve from all contexts of the set")
    parser.add_argument("--limit", type=int, default=None, help="only the first N")
    return parser.parse_args()


if __name__ == "__main__":
    main()
