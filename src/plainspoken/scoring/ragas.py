"""Measures that ragas takes without a model. Only this module and ``model_judge`` know ragas (extra ``ragas``).

Nothing is called: the embedding is the product's own. A row on which a measure fails, or is not a number, counts 0 and
is never dropped.
"""

import asyncio
import importlib.util
import math
import re
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainspoken.errors import PlainspokenError
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.ranking import JUDGED
from plainspoken.scoring.responses import ANSWERED
from plainspoken.telemetry import stay_home

QUOTED, RECALL, PRECISION, SIMILAR = (
    *("ragas_quoted_spans", "ragas_id_recall", "ragas_id_precision"),
    "ragas_semantic_similarity",
)
SHORT = 5  # documents looked at, as in recall@5
FEWEST_WORDS = 3  # of a span that QuotedSpansAlignment looks at
MARKS = re.compile(r"[\"'`´“”‘’]")  # each would end a span

FAILURES = (PlainspokenError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""How a measure fails on a row: ours, or what numbers, shapes and replies that it did not expect raise in ragas."""

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Values = Mapping[str, float]


def is_installed() -> bool:
    """Return whether ragas is there."""
    return importlib.util.find_spec("ragas") is not None


def with_ragas(grades: Sequence[Grade], embed: Embed) -> tuple[Grade, ...]:
    """Return ``grades`` with what each question adds to the measures of ragas."""
    stay_home()
    measures = _measures(embed)

    async def every() -> list[Values]:
        return [await _values(each, measures) for each in grades]

    found = asyncio.run(every())
    return tuple(
        replace(each, observed={**each.observed, **{name: (value, 1.0) for name, value in values.items()}})
        for each, values in zip(grades, found, strict=True)
    )


def own_embedding(embed: Embed) -> Any:
    """Return the product's embedding, as ragas takes one."""
    from ragas.embeddings.base import BaseRagasEmbedding

    class Own(BaseRagasEmbedding):  # type: ignore[misc]  # ragas asks for it; its types are not shipped
        def embed_text(self, text: str, **_: object) -> list[float]:
            return [float(value) for value in embed([text])[0]]

        async def aembed_text(self, text: str, **_: object) -> list[float]:
            return self.embed_text(text)

    return Own()


def within(value: float) -> float | None:
    """Return a value between 0 and 1; None where it is no number."""
    return None if math.isnan(value) else min(1.0, max(0.0, value))


def _measures(embed: Embed) -> Mapping[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ragas: the measures by id have no other home yet
        from ragas.dataset_schema import SingleTurnSample
        from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
        from ragas.metrics.collections import QuotedSpansAlignment, SemanticSimilarity

    return {
        "sample": SingleTurnSample,
        QUOTED: QuotedSpansAlignment(),
        RECALL: IDBasedContextRecall(),
        PRECISION: IDBasedContextPrecision(),
        SIMILAR: SemanticSimilarity(embeddings=own_embedding(embed)),
    }


async def _values(grade: Grade, measures: Mapping[str, Any]) -> Values:
    case, response = grade.case, grade.response
    values: dict[str, float] = {}
    quotes = [quoted for statement in response.statements for quoted in statement.quotes]
    spans = [span for span in (MARKS.sub("", quoted.text) for quoted in quotes) if len(span.split()) >= FEWEST_WORDS]
    if spans:
        said = " ".join(f'"{span}"' for span in spans)
        sources = [MARKS.sub("", quoted.source) for quoted in quotes]
        values[QUOTED] = await _number(measures[QUOTED].ascore(response=said, retrieved_contexts=sources))
    wanted = [path for path, rank in case.relevant.items() if rank >= JUDGED]
    if wanted:
        sample = measures["sample"](retrieved_context_ids=[*response.found[:SHORT]], reference_context_ids=wanted)
        for name in (RECALL, PRECISION):
            values[name] = await _number(measures[name].single_turn_ascore(sample)) if response.found else 0.0
    if case.is_answerable:
        shown = response.status == ANSWERED and bool(response.text.strip())
        similar = measures[SIMILAR].ascore(reference=case.reference, response=response.text) if shown else None
        values[SIMILAR] = await _number(similar) if similar else 0.0
    return values


async def _number(measured: Awaitable[Any]) -> float:
    """Return what was measured between 0 and 1; 0 where it failed, or is no number."""
    try:
        result = await measured
        return within(float(getattr(result, "value", result))) or 0.0
    except FAILURES:
        return 0.0
