"""Measures of ragas that a language model grades, through the gate; shown only where it agrees with labels."""

import asyncio
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from plainspoken.scoring.calibration import Calibration, Statement, calibration, corrected, cut
from plainspoken.scoring.cases import Case
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import Figure, share
from plainspoken.scoring.ragas import FAILURES, Embed, own_embedding, within
from plainspoken.scoring.responses import ANSWERED, Quoted
from plainspoken.telemetry import stay_home

FAITHFUL, RELEVANT, PRECISE, COMPLETE = (
    *("ragas_faithfulness", "ragas_answer_relevancy"),
    *("ragas_context_precision", "ragas_context_recall"),
)
TITLES: Mapping[str, str] = {
    FAITHFUL: "Faithfulness to what is cited",
    RELEVANT: "Relevance of the answer",
    PRECISE: "Precision of what was found",
    COMPLETE: "Recall of what was found",
}
TAKES: Mapping[str, tuple[str, ...]] = {
    FAITHFUL: ("user_input", "response", "retrieved_contexts"),
    RELEVANT: ("user_input", "response"),
    PRECISE: ("user_input", "reference", "retrieved_contexts"),
    COMPLETE: ("user_input", "reference", "retrieved_contexts"),
}
RATES = (FAITHFUL, COMPLETE)  # shares of statements found true: what can be corrected by the judge's errors
WHOLE = 1 - 1e-9  # every part of a statement was found true
STRICTNESS = 1  # questions made up from an answer in one run; the runs repeat it

Ask = Callable[[str, int], str]
"""(what to grade, number of the run) → what the model replies."""
Contexts = Callable[[Case], Sequence[str]]
Item = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure by one judge.

    Attributes:
        name: As in the JSON.
        calibration: How the judge agrees with the labelled sample on it.
        figure: Mean over the runs, with its interval; None where the judge is not trusted with it.
        runs: The figure of each run.
        true: The rate that the figure stands for, given the judge's errors; None where it is no rate.
        failed: Grades, over all runs, that failed or came to no number, and count 0.
    """

    name: str
    calibration: Calibration
    figure: Figure | None = None
    runs: tuple[float, ...] = ()
    true: Figure | None = None
    failed: int = 0


@dataclass(frozen=True, slots=True)
class ModelGrades:
    """What a judge says of a run.

    Attributes:
        model: Its name.
        measures: In a fixed order.
        problem: Why it was not asked; empty where it was.
    """

    model: str
    measures: tuple[Measured, ...] = ()
    problem: str = ""


class Judge:
    """Measures of ragas that ask a model.

    Args:
        ask: Passes what is to be graded through the gate, and returns what comes back.
        embed: The product's own embedding.
    """

    def __init__(self, ask: Ask, embed: Embed) -> None:
        stay_home()
        self._run = 0
        with _quiet():
            self._measures = _measures(lambda prompt: ask(prompt, self._run), embed)

    def score(self, name: str, item: Item, run: int = 0) -> float | None:
        """Return what the judge gives, between 0 and 1; None where it failed, or what came out is no number."""
        self._run = run
        try:
            with _quiet():
                result = asyncio.run(self._measures[name].ascore(**{key: item[key] for key in TAKES[name]}))
            return within(float(result.value))
        except FAILURES:
            return None


def graded(
    grades: Sequence[Grade], judge: Judge, *, contexts: Contexts, sample: Sequence[Statement], runs: int
) -> tuple[Measured, ...]:
    """Return each measure with its calibration; with its figure where the judge agrees with the labels.

    Args:
        grades: Of the run.
        judge: Who grades.
        contexts: The passages that were found for a question, best first.
        sample: The labelled statements.
        runs: How often each is graded.
    """
    done = []
    for name in TAKES:
        known = calibrated(name, sample, judge)
        is_trusted = known.is_trusted
        done.append(_measured(name, grades, judge, contexts, runs, known) if is_trusted else Measured(name, known))
    return tuple(done)


def calibrated(name: str, sample: Sequence[Statement], judge: Judge) -> Calibration:
    """Return how the judge agrees with the labels on what a measure asks of it.

    Faithfulness and recall: whether what is cited says the statement. Precision: whether the cited words are of use for
    the reference answer. Relevance: whether the statement answers, by the cut of its score that parts the others best.
    """
    if name in RATES:
        items = [(s, _held(s, name)) for s in sample]
        found: list[bool | None] = [_at_least(judge.score(name, item), WHOLE) for _, item in items]
        return calibration([(s.case, got, s.grounded) for (s, _), got in zip(items, found, strict=True)])
    told = [(s, s.answers) for s in sample if s.answers is not None]
    scores = [judge.score(name, _useful(s)) for s, _ in told]
    if name == RELEVANT:
        found = cut([(score, answers) for score, (_, answers) in zip(scores, told, strict=True)])
    else:
        found = [_at_least(score, 0.5) for score in scores]
    return calibration([(s.case, got, answers) for (s, answers), got in zip(told, found, strict=True)])


def _measured(  # each is a step of its own
    name: str, grades: Sequence[Grade], judge: Judge, contexts: Contexts, runs: int, known: Calibration
) -> Measured:
    """Return the figure of a trusted measure; a grade that failed, or is no number, counts 0 and is not dropped."""
    asked = [(each, _item(name, each, contexts)) for each in grades if _applies(name, each)]
    given = [[judge.score(name, item, run) if item else 0.0 for run in range(runs)] for _, item in asked]
    rows = [[value or 0.0 for value in row] for row in given]
    observed = [(sum(row) / runs, 1.0) for row in rows]
    clusters = [each.cluster for each, _ in asked]
    return Measured(
        name,
        known,
        figure=share(observed, clusters),
        runs=tuple(sum(row[run] for row in rows) / max(len(rows), 1) for run in range(runs)),
        true=corrected(observed, clusters, known) if name in RATES else None,
        failed=sum(value is None for row in given for value in row),
    )


def _applies(name: str, grade: Grade) -> bool:
    """Return whether a measure says something of a case: faithfulness of all that was said, others of what can be."""
    return grade.response.status != "abstained" if name == FAITHFUL else grade.case.is_answerable


def _item(name: str, grade: Grade, contexts: Contexts) -> Item | None:
    """Return what is to be graded; None where nothing was said or found, which is worth 0 without asking."""
    case, response = grade.case, grade.response
    is_said = response.status == ANSWERED and bool(response.text.strip())
    if name in (FAITHFUL, RELEVANT) and not is_said:
        return None
    cited = [_told(quoted) for statement in response.statements for quoted in statement.quotes]
    found = list(dict.fromkeys(cited)) if name == FAITHFUL else [] if name == RELEVANT else [*contexts(case)]
    if name != RELEVANT and not found:
        return None
    said = " ".join(statement.text for statement in response.statements) or response.text  # without markers
    return {
        "user_input": case.question,
        "response": said,
        "reference": case.reference,
        "retrieved_contexts": found,
    }


def _held(statement: Statement, name: str) -> Item:
    """Return a statement as an answer, or as a reference, beside what it cites."""
    claim = {"response" if name == FAITHFUL else "reference": statement.claim}
    return {"user_input": statement.question, "retrieved_contexts": [*map(_told, statement.quotes)], **claim}


def _useful(statement: Statement) -> Item:
    """Return a statement as an answer, and the words it cites as what was found."""
    cited = "\n".join(f"{quoted.header}\n{quoted.text}".strip() for quoted in statement.quotes)
    return {
        "user_input": statement.question,
        "response": statement.claim,
        "reference": statement.reference,
        "retrieved_contexts": [cited],
    }


def _told(quoted: Quoted) -> str:
    return f"{quoted.header}\n{quoted.source}".strip()


def _at_least(score: float | None, limit: float) -> bool | None:
    return None if score is None else score >= limit


def _measures(ask: Callable[[str], str], embed: Embed) -> Mapping[str, Any]:
    from ragas.llms.base import InstructorBaseRagasLLM
    from ragas.metrics.collections import (
        AnswerRelevancy,
        ContextPrecisionWithReference,
        ContextRecall,
        Faithfulness,
    )

    class Through(InstructorBaseRagasLLM):  # type: ignore[misc]  # ragas asks for it; its types are not shipped
        def generate(self, prompt: str, response_model: Any) -> Any:
            return parsed(ask(prompt), response_model)

        async def agenerate(self, prompt: str, response_model: Any) -> Any:
            return self.generate(prompt, response_model)

    through = Through()
    return {
        FAITHFUL: Faithfulness(llm=through),
        RELEVANT: AnswerRelevancy(llm=through, embeddings=own_embedding(embed), strictness=STRICTNESS),
        PRECISE: ContextPrecisionWithReference(llm=through),
        COMPLETE: ContextRecall(llm=through),
    }


def parsed(reply: str, form: Any) -> Any:
    """Return the JSON object in a reply, whatever stands around it, in the form that ragas asks for.

    Raises:
        ValueError: There is none, or not in that form.
    """
    start, end = reply.find("{"), reply.rfind("}") + 1
    return form.model_validate_json(reply[start:end] if 0 <= start < end else "")


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ragas and what it imports
        yield
