"""The tab for experts: cases one by one, new questions, and what waits for approval."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import gradio as gr

from plainspoken.access import Principal
from plainspoken.doors.asking import today
from plainspoken.doors.web.events import caller, listen, told
from plainspoken.ledger import Examined
from plainspoken.present import notice_html, review_html
from plainspoken.reviewer import REVIEWERS, VERDICTS, Proposal, Reviews, Words

FOR_REVIEWERS = f"Reviewing is for those whose groups in access.toml include “{REVIEWERS}”. Sign in as one of them."
NOTHING_LEFT = "Nothing waits for your judgement: evaluate a set first (plainspoken eval SET), or come back later."
PROPOSED = "Thank you: kept, it waits for somebody to approve it."
FACTS = "What a right answer must say, separated by ;"
NEW = "review"
"""Set of questions that are proposed on the page."""
SHOWN_S = 10  # of a notice: long enough to read it

Key = tuple[str, str, str]
Shown = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one browser tab reviews.

    Attributes:
        case: The case that is shown.
        skipped: Cases put aside until the page is loaded again.
    """

    case: Examined | None = None
    skipped: tuple[Key, ...] = ()


def review_tab(reviews: Reviews) -> None:
    """Add the tab."""
    room = Room(reviews)
    with gr.Tab("Review", id="review") as tab:
        sitting = gr.State(Sitting())
        case = gr.HTML(notice_html(NOTHING_LEFT), elem_id="ps-review")
        verdict = gr.Radio(list(VERDICTS), label="The answer is", elem_id="ps-verdict")
        reference = gr.Textbox(label="Correction of the reference, if it needs one", lines=2)
        facts = gr.Textbox(label=FACTS, max_lines=1)
        note = gr.Textbox(label="Note", max_lines=3)
        with gr.Row():
            keep = gr.Button("Keep and go on", variant="primary", min_width=120)
            skip = gr.Button("Skip", min_width=80)
        said = [verdict, reference, facts, note]
        _asking(room)
        waiting, refresh = _waiting(room)
    shown = [sitting, case, *said]
    listen(tab.select, room.first, [sitting], shown)
    listen(tab.select, refresh, [], waiting)
    listen(keep.click, room.judged, [sitting, *said], shown)
    listen(skip.click, room.skipped, [sitting], shown)


def _asking(room: "Room") -> None:
    with gr.Accordion("Propose a new question", open=False):
        question = gr.Textbox(label="New question", lines=1)
        reference = gr.Textbox(label="Its right answer, or what is missing", lines=2)
        facts = gr.Textbox(label="What its right answer must say, separated by ;", max_lines=1)
        silent = gr.Checkbox(label="The documents do not answer it")
        propose = gr.Button("Propose")
    proposed: list[object] = [question, reference, facts, silent]
    listen(propose.click, room.asked, proposed, proposed)


def _waiting(room: "Room") -> tuple[list[object], Callable[..., object]]:
    with gr.Accordion("What waits for approval, and what is approved", open=False):
        which = gr.Dropdown([], label="Proposal")
        question = gr.Textbox(label="Question as it should be asked", lines=1)
        reference = gr.Textbox(label="Reference as it should be", lines=2)
        facts = gr.Textbox(label="What a right answer must say, as it should be", max_lines=1)
        with gr.Row():
            approve = gr.Button("Approve", variant="primary", min_width=100)
            refuse = gr.Button("Refuse", min_width=100)
        lines = gr.Textbox(label="Approved cases, one JSON object a line", lines=3, max_lines=8, buttons=["copy"])
    words: list[object] = [question, reference, facts]
    shown: list[object] = [which, *words, lines]
    listen(which.change, room.chosen, [which], words)
    listen(approve.click, room.approved, [which, *words], shown)
    listen(refuse.click, room.refused, [which, *words], shown)
    return shown, room.waiting


class Room:
    """What happens in the tab. Every call finds out anew who sits at the page.

    Args:
        reviews: What may be reviewed, and what was said.
    """

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews

    def first(self, sitting: Sitting, request: gr.Request) -> Shown:
        """Show what went worst of what waits."""
        return self._next(sitting, caller(request))

    def skipped(self, sitting: Sitting, request: gr.Request) -> Shown:
        """Put the case aside, and show the next."""
        aside = (_key(sitting.case),) if sitting.case else ()
        return self._next(replace(sitting, skipped=(*sitting.skipped, *aside)), caller(request))

    def judged(
        self, sitting: Sitting, verdict: str | None, reference: str, facts: str, note: str, request: gr.Request
    ) -> Shown:
        """Keep what is said of the case that is shown, and show the next."""
        viewer = caller(request)
        if sitting.case is None or not verdict:
            gr.Warning("Choose right, partly or wrong first.", duration=SHOWN_S)
            return (gr.skip(),) * 6
        try:
            self._reviews.judge(sitting.case, viewer, verdict, _words("", reference, facts, note))
        except Exception as error:  # noqa: BLE001  a door: Gradio would print the values on the way
            gr.Warning(told(error), duration=SHOWN_S)
            return (gr.skip(),) * 6
        return self._next(sitting, viewer)

    def asked(self, question: str, reference: str, facts: str, silent: bool, request: gr.Request) -> Shown:
        """Keep a new question."""
        words = replace(_words(question, reference, facts, ""), is_answerable=not silent)
        try:
            self._reviews.ask(caller(request), words, name=NEW, as_of=today())
        except Exception as error:  # noqa: BLE001  as above
            gr.Warning(told(error), duration=SHOWN_S)
            return (gr.skip(),) * 4
        gr.Info(PROPOSED, duration=SHOWN_S)
        return "", "", "", False

    def waiting(self, request: gr.Request) -> Shown:
        """Show what waits for approval, and the cases that were approved."""
        viewer = caller(request)
        open_ones = [each for each in self._reviews.proposals(viewer) if each.settled is None]
        rows = [json.dumps(row, ensure_ascii=False) for row in self._reviews.candidates(viewer)]
        choices = [(_title(each), each.id) for each in open_ones]
        return gr.Dropdown(choices, value=None), "", "", "", "\n".join(rows)

    def chosen(self, proposal_id: str | None, request: gr.Request) -> Shown:
        """Show the words of a proposal, to be amended."""
        found = [each for each in self._reviews.proposals(caller(request)) if each.id == proposal_id]
        if not found:
            return "", "", ""
        words = found[0].words
        return words.question, words.reference, "; ".join(words.facts)

    def approved(
        self, proposal_id: str | None, question: str, reference: str, facts: str, request: gr.Request
    ) -> Shown:
        """Make a proposal a candidate case, as amended."""
        return self._settled(self._reviews.approve, proposal_id, _words(question, reference, facts, ""), request)

    def refused(self, proposal_id: str | None, question: str, reference: str, facts: str, request: gr.Request) -> Shown:
        """Keep that a proposal is not wanted."""
        return self._settled(self._reviews.refuse, proposal_id, _words(question, reference, facts, ""), request)

    def _settled(
        self,
        settle: Callable[[str, Principal, Words], None],
        proposal_id: str | None,
        words: Words,
        request: gr.Request,
    ) -> Shown:
        try:
            settle(proposal_id or "", caller(request), words)
        except Exception as error:  # noqa: BLE001  as above
            gr.Warning(told(error), duration=SHOWN_S)
            return (gr.skip(),) * 5
        return self.waiting(request)

    def _next(self, sitting: Sitting, viewer: Principal) -> Shown:
        case = next((each for each in self._reviews.waiting(viewer) if _key(each) not in sitting.skipped), None)
        empty = NOTHING_LEFT if self._reviews.may_review(viewer) else FOR_REVIEWERS
        html = review_html(case) if case else notice_html(empty)
        return replace(sitting, case=case), html, None, "", "", ""


def _key(case: Examined) -> Key:
    return case.set, case.case_id, case.subject


def _title(proposal: Proposal) -> str:
    return f"{proposal.words.question[:70]} ({proposal.by}, {proposal.given:%Y-%m-%d})"


def _words(question: str, reference: str, facts: str, note: str) -> Words:
    held = tuple(fact.strip() for fact in facts.split(";") if fact.strip())
    return Words(question, reference, held, note=note)
