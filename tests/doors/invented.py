"""An invented assistant, so that the doors can be tried alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from plainspoken.access import Principal, rule_for
from plainspoken.answers import Abstention, Answer, Citation, Claim, Passport, Removed
from plainspoken.conversations import Question
from plainspoken.errors import NotFoundError
from plainspoken.passages import Edition, Passage, ScoredPassage
from plainspoken.validity import Window

TODAY = date(2026, 11, 22)
TEXT = "# Week 7\n\nWAPE fell to 11.3 % after the retraining.\n"
QUOTE = "WAPE fell to 11.3 %"
START = TEXT.index(QUOTE)
EDITION = Edition(
    id="e1",
    document_id="d1",
    corpus="demo",
    path="reports/w07.md",
    version="sha256:" + "a" * 64,
    kind="document",
    title="Week 7",
    owner="Ana Example",
    status=None,
    stage=None,
    rule=rule_for("everyone"),
    window=Window(date(2026, 2, 16)),
)
PASSAGE = Passage("p1", "d1", EDITION.version, TEXT, 0, len(TEXT), section=("Week 7",), rule=EDITION.rule, spans=())
FOUND = ScoredPassage(PASSAGE, EDITION, 0.91, {"dense": 0.5, "sparse": 0.41})
GIVEN = ScoredPassage(replace(PASSAGE, id="p2", text="What this answer was made from."), EDITION, 0.0)
CITATION = Citation(
    n=1,
    document=EDITION.path,
    document_id="d1",
    version=EDITION.version,
    title="Week 7",
    section="Week 7",
    page=None,
    quote=QUOTE,
    start=START,
    end=START + len(QUOTE),
    owner="Ana Example",
    valid_from=date(2026, 2, 16),
    valid_to=None,
    dates_inferred=False,
)
ANSWER = Answer(
    id="ans_1",
    question="What is the WAPE?",
    status="answered",
    path="extractive",
    text="WAPE fell to 11.3 % [1].",
    audience="sponsor",
    as_of=TODAY,
    claims=(Claim("WAPE fell to 11.3 %.", (1,), "supported", 1.0),),
    citations=(CITATION,),
    abstention=None,
    removed=(Removed("It will fall further.", "unproven"),),
    sent={"PERSON": 2},
    restored={"PERSON": 1},
    notice="Every sentence was checked against the words it quotes.",
    passport=Passport("sha256:s", "extractive", "sha256:p", "0", "sha256:t", 7, ("p1",), {"total": 3}, ("extractive",)),
    conversation="conv_1",
)
ABSTAINED = replace(
    ANSWER,
    id="ans_2",
    status="abstained",
    text="These documents do not answer that.",
    claims=(),
    citations=(),
    abstention=Abstention("no_evidence", "a document about cats", (CITATION,), "Ana Example"),
)


@dataclass(frozen=True)
class View:
    """A document as one caller may see it."""

    edition: Edition
    text: str


@dataclass
class InventedAssistant:
    """Answers every question with the same answer, and remembers who asked what.

    Attributes:
        asked: Every question, in order.
        owner: Who may read the answer again.
        rated: Every rating, in order.
        fails: Raised instead of answering.
        pieces: What is streamed before the answer.
    """

    asked: list[Question] = field(default_factory=list)
    owner: str = "anonymous"
    rated: list[tuple[object, ...]] = field(default_factory=list)
    fails: Exception | None = None
    pieces: Sequence[str] = ("WAPE fell to 11.3 % [1].",)

    def ask(self, question: Question) -> Answer:
        *_, answer = self.stream(question)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: Question) -> Iterator[str | Answer]:
        self.asked.append(question)
        if self.fails:
            raise self.fails
        if "cat" in question.text:
            yield replace(ABSTAINED, question=question.text)
            return
        yield from self.pieces
        yield replace(ANSWER, question=question.text, audience=question.audience, as_of=question.as_of)

    def search(self, query: str, **_wanted: object) -> list[ScoredPassage]:
        return [FOUND] if "cat" not in query else []

    def _own(self, answer_id: str, principal: Principal) -> Answer:
        if answer_id not in ("ans_1", "ans_2") or principal.name != self.owner:
            raise NotFoundError(f"there is no answer {answer_id!r}")
        return ANSWER if answer_id == "ans_1" else ABSTAINED

    def answer(self, answer_id: str, principal: Principal) -> Answer:
        return self._own(answer_id, principal)

    def saw(self, answer_id: str, principal: Principal) -> tuple[tuple[str, str], ...]:
        self._own(answer_id, principal)
        return (("user", "<PERSON_1> asks: what is the WAPE?"),)

    def given(self, answer_id: str, principal: Principal) -> list[ScoredPassage]:
        self._own(answer_id, principal)
        return [GIVEN]

    def told_to(self, answer_id: str, principal: Principal) -> str:
        return self._own(answer_id, principal).passport.model

    def document(self, document_id: str, principal: Principal, version: str | None = None) -> View:
        if document_id != "d1" or version not in (None, EDITION.version) or principal.name == "stranger":
            raise NotFoundError(f"there is no document {document_id!r}")
        return View(EDITION, TEXT)

    def documents(self, principal: Principal, corpus: str | None = None) -> tuple[Edition, ...]:
        return (EDITION,) if corpus in (None, "demo") and principal.name != "stranger" else ()

    def feedback(self, answer_id: str, principal: Principal, **given: object) -> None:
        self._own(answer_id, principal)
        self.rated.append((answer_id, principal.name, *given.values()))

    def remarks(self) -> list[str]:
        return []

    def check_index(self) -> None:
        return

    def size(self) -> int:
        return 1

    def close(self) -> None:
        return
