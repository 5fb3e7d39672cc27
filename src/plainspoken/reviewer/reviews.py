"""What may be reviewed by whom, and what was said of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from plainspoken.access import ANONYMOUS, Directory, Principal
from plainspoken.errors import NotFoundError, UsageError
from plainspoken.ledger import Examined, Ledger, Review
from plainspoken.reviewer.proposals import (
    APPROVAL,
    FEEDBACK,
    REFUSAL,
    Proposal,
    Words,
    amended,
    proposal_of,
    row,
    said,
    settled,
)
from plainspoken.shapes import OURS

REVIEWERS = "reviewers"
"""Group of those who may review: references tell more than answers do."""
VERDICTS = ("right", "partly", "wrong")
PROPOSING = ("correction", "question")
QUESTIONS = "questions.jsonl"
SHEET = """# Data sheet of candidate cases

{count} cases exported on {day}: corrections and new questions of people who use the product, each approved by somebody.
`author` says who proposed and who approved a case, and when; `note` what they said. Nothing was checked by machine.
"""


class Reviews:
    """What may be reviewed, and what was said of it.

    Args:
        ledger: Where it is kept.
        directory: Who is who, read anew each time; None for an operator, who may see everything.
    """

    def __init__(self, ledger: Ledger, directory: Callable[[], Directory] | None = None) -> None:
        self._ledger = ledger
        self._directory = directory

    def may_review(self, viewer: Principal) -> bool:
        """Return whether ``viewer`` may review at all."""
        return self._directory is None or REVIEWERS in viewer.groups

    def cases(self, viewer: Principal, name: str | None = None) -> list[Examined]:
        """Return the cases that ``viewer`` may see, worst first: those asked in a right that is within their own."""
        found = self._ledger.examined(name)
        return [each for each in found if self._within(viewer, each.principal, each.twin)]

    def waiting(self, viewer: Principal, name: str | None = None) -> list[Examined]:
        """Return the cases whose present answer ``viewer`` has not judged yet."""
        mine = [each for each in self._ledger.reviews() if each.reviewer == viewer.name and each.verdict]
        judged = {(each.set, each.about, each.subject, each.answer) for each in mine}
        return [c for c in self.cases(viewer, name) if (c.set, c.case_id, c.subject, c.answer) not in judged]

    def judge(self, case: Examined, viewer: Principal, verdict: str, words: Words) -> None:
        """Keep a verdict, and beside it the correction if there is one.

        Raises:
            UsageError: There is no such verdict, or the viewer may not review.
        """
        if verdict not in VERDICTS:
            raise UsageError(f"there is no verdict {verdict!r}; allowed: {', '.join(VERDICTS)}; nothing was kept")
        self._checked(viewer)
        self._keep(said("verdict", case, viewer, words, verdict))
        if words.reference.strip() or words.facts:
            whole = replace(words, reference=words.reference.strip() or case.reference)
            self._keep(said("correction", case, viewer, whole, ""))

    def ask(self, viewer: Principal, words: Words, *, name: str, as_of: date) -> str:
        """Keep a new question with its reference, as a proposal; return its id.

        Raises:
            UsageError: Question or reference is missing, or the viewer may not review.
        """
        self._checked(viewer)
        if not words.question.strip() or not words.reference.strip():
            raise UsageError("a new question needs its words and a reference; nothing was kept")
        case = Examined(name, "", "", 0, datetime.now(UTC), words.question, viewer.name, as_of)
        return self._keep(said("question", case, viewer, words, ""))

    def proposals(self, viewer: Principal) -> list[Proposal]:
        """Return every correction and new question that ``viewer`` may see, oldest first."""
        kept = self._ledger.reviews()
        twins = {(each.set, each.case_id): each.twin for each in self._ledger.examined() if each.twin}
        ends = {each.about: each for each in kept if each.kind in (APPROVAL, REFUSAL)}
        found = [proposal_of(each) for each in kept if each.kind in PROPOSING] + self._of_feedback()
        # what an earlier release kept has no twin of its own
        known = [replace(each, twin=each.twin or twins.get((each.set, each.case_id), "")) for each in found]
        seen = [each for each in known if self._within(viewer, each.principal, each.twin)]
        return sorted((settled(each, ends.get(each.id)) for each in seen), key=lambda each: (each.given, each.id))

    def approve(self, proposal_id: str, viewer: Principal, words: Words) -> None:
        """Make a proposal a candidate case, with ``words`` in place of those proposed where they say something.

        Raises:
            NotFoundError: There is no such proposal.
            UsageError: A placeholder stands where a word is needed, or the viewer may not review.
        """
        proposal = self._open(proposal_id, viewer)
        final = amended(proposal.words, words)
        if OURS.search(final.question + final.reference):
            raise UsageError(
                f"{proposal_id!r} holds a placeholder for something private: write out question and reference; "
                "it was not approved"
            )
        self._settle(APPROVAL, proposal, viewer, final)

    def refuse(self, proposal_id: str, viewer: Principal, words: Words) -> None:
        """Keep that a proposal is not wanted, and why.

        Raises:
            NotFoundError: There is no such proposal.
        """
        self._settle(REFUSAL, self._open(proposal_id, viewer), viewer, words)

    def candidates(self, viewer: Principal, name: str | None = None) -> list[dict[str, object]]:
        """Return the approved cases as rows of ``questions.jsonl``."""
        known = {(each.set, each.case_id): each for each in self._ledger.examined()}
        approved = [p for p in self.proposals(viewer) if p.is_approved and name in (None, p.set)]
        return [row(each, known.get((each.set, each.case_id))) for each in approved]

    def export(self, folder: Path, viewer: Principal, name: str | None = None) -> int:
        """Write the approved cases as a set that ``eval`` reads; return how many.

        Raises:
            UsageError: No case was approved, or the folder holds a set already.
        """
        if (folder / QUESTIONS).exists():
            raise UsageError(f"{str(folder)!r} holds a {QUESTIONS} already: name another folder; nothing was written")
        rows = self.candidates(viewer, name)
        if not rows:
            raise UsageError("no correction or question was approved yet; nothing was written")
        folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / QUESTIONS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        judged = [(row["id"], quote["document"]) for row in rows for quote in row["quotes"]]  # type: ignore[attr-defined]
        table = ["question-id\tdocument\tgrade", *dict.fromkeys(f"{case}\t{document}\t2" for case, document in judged)]
        (folder / "qrels.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")
        sheet = SHEET.format(count=len(rows), day=datetime.now(UTC).date())
        (folder / "DATASHEET.md").write_text(sheet, encoding="utf-8")
        return len(rows)

    def _within(self, viewer: Principal, principal: str, twin: str) -> bool:
        """Return whether ``viewer`` may see what these people may; of one who is nobody any more, nobody knows that."""
        if self._directory is None:
            return True
        directory, named = self._directory(), [principal or ANONYMOUS, *filter(None, [twin])]
        if not self.may_review(viewer) or not all(map(directory.knows, named)):
            return False
        return all(directory.named(name).groups <= viewer.groups for name in named)

    def _checked(self, viewer: Principal) -> None:
        if not self.may_review(viewer):
            raise UsageError(f"reviewing is for the group {REVIEWERS!r}; nothing was kept")

    def _of_feedback(self) -> list[Proposal]:
        """Return the corrections that came with feedback on answers; their words are kept redacted."""
        found = []
        for given in self._ledger.feedback():
            kept = self._ledger.answer(given.answer_id)
            if not given.correction.strip() or kept is None:
                continue
            words = Words(kept.answer.question, given.correction, note=given.text or given.reason)
            found.append(
                Proposal(
                    id=given.id,
                    set=FEEDBACK,
                    case_id="",
                    words=words,
                    principal=given.principal,
                    as_of=kept.answer.as_of,
                    by=given.principal,
                    given=given.given,
                )
            )
        return found

    def _open(self, proposal_id: str, viewer: Principal) -> Proposal:
        self._checked(viewer)
        found = next((each for each in self.proposals(viewer) if each.id == proposal_id), None)
        if found is None:
            raise NotFoundError(f"there is no proposal {proposal_id!r}; nothing was kept")
        return found

    def _settle(self, kind: str, proposal: Proposal, viewer: Principal, words: Words) -> None:
        case = Examined(
            set=proposal.set,
            case_id=proposal.id,
            subject="",
            place=0,
            at=proposal.given,
            question=words.question,
            principal=proposal.principal,
            as_of=proposal.as_of,
            slice=proposal.slice,
            kind=proposal.case_kind,
            proofs=proposal.proofs,  # a document that is forgotten takes the approval with it too
        )
        self._keep(said(kind, case, viewer, words, ""))

    def _keep(self, review: Review) -> str:
        self._ledger.keep_review(review)
        return review.id
