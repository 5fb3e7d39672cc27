"""An evaluation set, put to the assistant in a home of its own."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from plainspoken.answers import Citation
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.doors.asking import today
from plainspoken.errors import UsageError
from plainspoken.examiner import Examined, examine
from plainspoken.librarian import Corpus, keep
from plainspoken.scoring.cases import Case, load
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import Figure
from plainspoken.settings import Settings, read_access
from plainspoken.settings.shapes import AccessSettings, LedgerSettings, StoreSettings
from plainspoken.wiring import Engines

LOOKED_AT = 20  # passages whose documents count as found


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound that a measure must keep.

    Attributes:
        measure: Its name.
        least, most: The bounds; None where there is none.
        value: What was measured; None where nothing was.
    """

    measure: str
    least: float | None
    most: float | None
    value: float | None

    @property
    def holds(self) -> bool:
        """Return whether the measure keeps its bounds; one that was not measured does not."""
        if self.value is None:
            return False
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def told(self) -> str:
        """Return the bound and the value in words."""
        bounds = [f"at least {self.least}"] if self.least is not None else []
        bounds += [f"at most {self.most}"] if self.most is not None else []
        return f"{' and '.join(bounds)}, is {'not measured' if self.value is None else f'{self.value:.3f}'}"


@dataclass(frozen=True, slots=True)
class Tried:
    """What one set came to.

    Attributes:
        name: The set's.
        cases: One grade for each question.
        figures: Measure → figure.
        gates: Every gate of the set.
    """

    name: str
    cases: tuple[Grade, ...]
    figures: Mapping[str, Figure]
    gates: tuple[Gate, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "set": self.name,
            "questions": len(self.cases),
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "gates": [asdict(gate) | {"holds": gate.holds} for gate in self.gates],
            "cases": [_case(grade) for grade in self.cases],
        }


def tried(
    folder: Path, settings: Settings, *, gates: Mapping[str, tuple[float | None, float | None]], smoke: bool
) -> Tried:
    """Ingest the set's corpus into a home of its own, ask every question, and grade the answers.

    Args:
        folder: The set; its corpus is ``corpora/NAME`` beside ``evals``.
        settings: Those in force; only where things are kept is changed.
        gates: Measure → (least, most).
        smoke: Whether to ask the short run's questions only.

    Raises:
        UsageError: The set or its corpus is missing or malformed.
    """
    name = folder.resolve().name
    corpus = folder.resolve().parent.parent / "corpora" / name
    if not corpus.is_dir():
        raise UsageError(f"the corpus of {name!r} is not in {str(corpus)!r}; nothing was evaluated")
    cases = [case for case in load(folder) if case.is_smoke or not smoke]
    home = settings.home / "evals" / name
    own = replace(
        settings,
        home=home,
        ledger=LedgerSettings(f"sqlite:///{home / 'ledger.sqlite'}"),
        store=StoreSettings(),
        access=AccessSettings(corpus / "access.toml"),
    )
    with closing(Engines(own)) as engines:
        chosen = own.corpus(name)
        keep([corpus], corpus=Corpus(name, chosen.access, chosen.level), engines=engines, on=today(), prune=True)
        examined = _examined(cases, Assistant(engines), own, name)
    bounds = [Gate(measure, *bound, _value(examined, measure)) for measure, bound in gates.items()]
    return Tried(name, examined.grades, examined.figures, tuple(bounds))


def _examined(cases: list[Case], assistant: Assistant, settings: Settings, corpus: str) -> Examined:
    directory = read_access(settings.access.file)

    def question(case: Case) -> Question:
        return Question(case.question, case.as_of, directory.named(case.principal), corpus=corpus)

    def find(case: Case) -> list[str]:
        asker = directory.named(case.principal)
        found = assistant.search(case.question, principal=asker, as_of=case.as_of, corpus=corpus, limit=LOOKED_AT)
        return list(dict.fromkeys(each.edition.path for each in found))

    def read(case: Case, citation: Citation) -> str:
        return assistant.document(citation.document_id, directory.named(case.principal), citation.version).text

    return examine(cases, ask=lambda case: assistant.ask(question(case)), find=find, read=read)


def _value(examined: Examined, measure: str) -> float | None:
    figure = examined.figures.get(measure)
    return figure.value if figure else None


def _case(grade: Grade) -> dict[str, object]:
    content = asdict(grade) | {"case": grade.case.id, "slice": grade.case.slice, "kind": grade.case.kind}
    return content | {"question": grade.case.question, "reference": grade.case.reference}
