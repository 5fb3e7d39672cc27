"""Examine: put held-out questions to an assistant that is handed in, and score what comes back."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from plainspoken.answers import Answer, Citation, Considered
from plainspoken.errors import PlainspokenError
from plainspoken.passages import ScoredPassage
from plainspoken.scoring.baselines import NAMES, bm25, closed, dense
from plainspoken.scoring.cases import Case
from plainspoken.scoring.gates import Gates, check
from plainspoken.scoring.grading import Grade, grade
from plainspoken.scoring.intervals import Figure, paired
from plainspoken.scoring.losses import is_traced, lost
from plainspoken.scoring.measures import COMPARED, by_group, clusters, figures, observations
from plainspoken.scoring.overlap import plain
from plainspoken.scoring.record import Accepted, Change, Record, Rival, Run, values
from plainspoken.scoring.responses import FAILED, TOKEN, Quoted, Response, Statement
from plainspoken.scoring.worst import cost

AROUND = 500  # characters around a quote that may hold what a statement says besides
RULE = re.compile(r"\n\s*\|?\s*:?-{3,}[-:|\s]*\n|\n[=\s]{6,}\n")  # under a header row
NOT_SENT = "nothing was sent"  # how a step of the ladder ends that asked no model

Ask = Callable[[Case], Answer]
Search = Callable[[Case], Sequence[ScoredPassage]]
Reply = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is examined, and what the examiner may look up meanwhile. Each works in the right of the case's principal.

    Attributes:
        ask: Answers a question.
        again: Answers it once more from a fresh state; None where this question is asked once only.
        find: The product's own retrieval, best first.
        read: The text of the version that a citation names.
        is_stale: Whether what a citation names was not in force on the day asked about.
        closed: Texts that the asker may not see.
        messages: What a model was, or would have been, sent for an answer.
        considered: What an extract is made from; asked only about what went wrong.
        private: Patterns of private values that no model may be sent.
        cost: (tokens sent, tokens received) → US dollars; None where nobody knows.
    """

    ask: Ask
    again: Callable[[Case], Answer | None]
    find: Search
    read: Callable[[Case, Citation], str]
    is_stale: Callable[[Case, Citation], bool]
    closed: Callable[[Case], Sequence[str]]
    messages: Callable[[Case, Answer], str]
    considered: Callable[[Case], Considered | None]
    private: Sequence[re.Pattern[str]] = ()
    cost: Callable[[int, int], float | None] = lambda *_: None


def examine(
    cases: Sequence[Case],
    subject: Subject,
    *,
    known: Mapping[str, Response] | None = None,
    progress: Callable[[str, Response], None] = lambda *_: None,
) -> tuple[Grade, ...]:
    """Return the grade of each of ``cases``, in order; a question that fails is graded as the worst answer.

    Args:
        cases: What is asked.
        subject: Who is asked.
        known: Case id → response of those that were asked before, and are not asked again.
        progress: Called with each case's id and its response.
    """
    grades = []
    for case in cases:
        got = known[case.id] if known and case.id in known else response(case, subject)
        grades.append(_with_loss(grade(case, got), subject))
        progress(case.id, got)
    return tuple(grades)


def _with_loss(graded: Grade, subject: Subject) -> Grade:
    """Return the grade with where the case was lost; where it takes that, with a look at what it was made from."""
    if cost(graded) <= 0:
        return graded
    case, got, missing = graded.case, graded.response, graded.missing
    try:
        considered = subject.considered(case) if is_traced(case, got, missing) else None
    except PlainspokenError:
        considered = None
    return replace(graded, loss=lost(case, got, missing, considered))


def response(case: Case, subject: Subject) -> Response:
    """Return what ``case`` gets from the subject, with everything that a grade looks at."""
    started = time.perf_counter()
    try:
        answer = subject.ask(case)
        spent = 1000 * (time.perf_counter() - started)
        found = tuple(dict.fromkeys(each.edition.path for each in subject.find(case)))
        again = subject.again(case)
        messages = subject.messages(case, answer)
        statements = _statements(case, answer, subject)
    except PlainspokenError as error:
        return Response(FAILED, f"{type(error).__name__}: {error}", milliseconds=1000 * (time.perf_counter() - started))
    sent, received = _tokens(answer, messages)
    return Response(
        status=answer.status,
        text=answer.text,
        statements=statements,
        removed=tuple((each.text, each.why) for each in answer.removed),
        found=found,
        milliseconds=spent,
        path=answer.path,
        leaks=_leaked(_everything(answer), subject.closed(case), case.question),
        exposed=tuple(sorted({hit.group() for pattern in subject.private for hit in pattern.finditer(messages)})),
        is_repeated=None if again is None else _lasting(again) == _lasting(answer),
        sent=sent,
        received=received,
        reason=answer.abstention.reason if answer.abstention else "",
        cost=subject.cost(sent, received) if sent else 0.0,
    )


def yardsticks(
    grades: Sequence[Grade], *, sparse: Search, nearest: Search, reply: Reply | None, accepted: Accepted | None
) -> tuple[Rival, ...]:
    """Return the baselines and the accepted run beside ``grades``, on the same questions.

    Args:
        grades: Of the run.
        sparse: Passages by their words alone.
        nearest: Passages by their meaning alone.
        reply: What the model says without documents; None where no model is set.
        accepted: The last accepted run, if any.
    """
    rivals = []
    for name, answerer, search in (("bm25", bm25, sparse), ("dense", dense, nearest)):
        theirs = tuple(grade(each.case, answerer(each.case, search)) for each in grades)
        rivals.append(Rival(name, NAMES[name], figures(theirs), differences(grades, theirs)))
    if reply is not None:
        theirs = tuple(grade(each.case, closed(each.case, reply)) for each in grades)
        rivals.append(Rival("closed", NAMES["closed"], figures(theirs), differences(grades, theirs)))
    if accepted is not None:
        whose = f", answered by {accepted.subject}" if accepted.subject else ""
        title, note = f"accepted on {accepted.when[:10]}{whose}", f"It was accepted because: {accepted.because}"
        asked = len(accepted.values["score"])
        if asked != len(grades):
            note = f"Its figures are over all of its {asked} questions, the difference over those asked here. {note}"
        differences_now = _from_accepted(grades, accepted)
        changes = _changes(grades, accepted)
        rivals.append(Rival("accepted", title, accepted.figures, differences_now, changes, note))
    return tuple(rivals)


def recorded(
    run: Run, grades: tuple[Grade, ...], *, rivals: tuple[Rival, ...], gates: Gates, accepted: Accepted | None
) -> Record:
    """Return the record of a run: its figures, by slice and by kind, and how its gates ended."""
    over_all = figures(grades)
    groups = {"slice": by_group(grades, lambda g: g.case.slice), "kind": by_group(grades, lambda g: g.case.kind)}
    another = accepted is not None and accepted.subject not in ("", run.subject)
    outcomes = check(
        gates,
        over_all,
        values(grades),
        accepted.values if accepted else None,
        clusters=clusters(grades),
        against=f"accepted, which {accepted.subject} answered" if accepted and another else "accepted",
    )
    return Record(run, over_all, groups, rivals, gates.stage, outcomes, grades)


def differences(ours: Sequence[Grade], theirs: Sequence[Grade]) -> Mapping[str, Figure]:
    """Return measure → how far our figure is above theirs, paired by question."""
    about = clusters(ours)
    return {name: paired(observations(ours, name), observations(theirs, name), about) for name in COMPARED}


def _changes(grades: Sequence[Grade], accepted: Accepted) -> tuple[Change, ...]:
    """Return the questions that score otherwise than in the accepted run, the losses first."""
    then = {name: value for name, (value, _) in accepted.values.get("score", {}).items()}
    now = {each.case.id: each.observed["score"][0] for each in grades if each.case.id in then}
    found = [Change(name, then[name], value) for name, value in now.items() if value != then[name]]
    return tuple(sorted(found, key=lambda each: (each.now - each.before, each.case_id)))


def _from_accepted(grades: Sequence[Grade], accepted: Accepted) -> Mapping[str, Figure]:
    shared = [name for name in COMPARED if name in accepted.values]
    about = clusters(grades)
    return {name: paired(observations(grades, name), accepted.values[name], about) for name in shared}


def _tokens(answer: Answer, messages: str) -> tuple[int, int]:
    """Return about how many tokens an answer's calls sent and received; a model that failed was sent them as well."""
    calls = sum(step.startswith("llm") and NOT_SENT not in step for step in answer.passport.ladder)
    if not calls:
        return 0, 0
    told = len(answer.text) * (answer.path == "llm") + sum(len(each.text) for each in answer.removed)
    return calls * len(messages) // TOKEN, told // TOKEN


def _statements(case: Case, answer: Answer, subject: Subject) -> tuple[Statement, ...]:
    by_number = {citation.n: _quoted(case, citation, subject) for citation in answer.citations}
    return tuple(
        Statement(claim.text, tuple(by_number[n] for n in claim.citations if n in by_number), claim.score)
        for claim in answer.claims
    )


def _quoted(case: Case, citation: Citation, subject: Subject) -> Quoted:
    text = subject.read(case, citation)
    around = text[max(0, citation.start - AROUND) : citation.end + AROUND]
    return Quoted(
        document=citation.document,
        text=citation.quote,
        source=f"{citation.title}\n{citation.section}\n{around}",
        header=_header(text, citation.start),
        is_verbatim=text[citation.start : citation.end] == citation.quote,
        is_stale=subject.is_stale(case, citation),
    )


def _header(text: str, start: int) -> str:
    """Return the header row of the table above ``start``, else the first line."""
    rules = list(RULE.finditer(text, 0, start))
    end = rules[-1].start() if rules else text.find("\n")
    return text[text.rfind("\n", 0, max(end, 0)) + 1 : end] if end > 0 else ""


def _everything(answer: Answer) -> str:
    """Return every word that the asker gets, but for their own question."""
    words = [answer.text, answer.notice, *(each.text for each in answer.removed)]
    citations = [*answer.citations]
    if answer.abstention is not None:
        words += [answer.abstention.missing, answer.abstention.ask or ""]
        citations += answer.abstention.closest
    for each in citations:
        words += [each.document, each.title, each.section, each.quote, each.owner or ""]
    return "\n".join(words)


def _leaked(text: str, closed: Sequence[str], question: str) -> tuple[str, ...]:
    """Return which of the ``closed`` texts stand in ``text``, but for those that the asker said themselves."""
    told, asked = plain(text), plain(question)
    bare = {each: plain(each).strip() for each in closed}  # marks at the ends of a quote become spaces
    return tuple(each for each, words in bare.items() if words in told and words not in asked)


def _lasting(answer: Answer) -> Answer:
    """Return an answer without what may differ between two equal ones."""
    return replace(answer, id="", path="extractive", conversation="", passport=replace(answer.passport, timings_ms={}))
