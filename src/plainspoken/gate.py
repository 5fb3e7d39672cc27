"""What stands between a question and any model: which rungs it may climb, and what each may be sent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib import resources

from plainspoken.errors import RedactionError
from plainspoken.ladder import Rung
from plainspoken.llm import Provider, complete
from plainspoken.passages import ScoredPassage
from plainspoken.redact import redact
from plainspoken.redacted import PrivateSpan, Redacted
from plainspoken.trip import Trip
from plainspoken.wiring import Engines

EXTRACT = Rung("extractive", "extractive")
FIRST_SHARE = 0.6  # of the deadline, for the first model where a fallback waits behind it
LOCAL_ONLY = "local-only"
NO_KEY = "none"  # a server of one's own asks for none, and the client insists on one


class Gate:
    """Renders prompts, and keeps from a remote model what may not leave.

    Args:
        engines: For the settings, and to find private fields.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._llm = engines.settings.llm
        self._template = resources.files("plainspoken").joinpath("prompts/answer.md").read_text(encoding="utf-8")

    def rungs(self) -> tuple[Rung, ...]:
        """Return the rungs of the ladder, best first; the last one needs no model."""
        names = [name for name in (self._llm.model, self._llm.fallback_model) if name]
        shares = (FIRST_SHARE, 1 - FIRST_SHARE) if len(names) > 1 else (1.0,) * len(names)
        models = [
            Rung("llm", name, partial(self._complete, name, share)) for name, share in zip(names, shares, strict=False)
        ]
        return (*models, EXTRACT)

    def prepare(self, trip: Trip, rung: Rung) -> Redacted:
        """Return the prompt for ``rung``; the conversation's placeholders grow with it.

        Raises:
            RedactionError: Privacy could not be evaluated; a model is then not asked.
        """
        if rung.complete and self._llm.is_remote(rung.model) and any(map(_stays, trip.found)):
            raise RedactionError("a passage that may not leave this machine was found; nothing was sent")
        question = trip.question
        values = {"audience": question.audience, "as_of": question.as_of.isoformat()}
        try:
            asked, trip.issued = redact(
                self._template,
                question,
                trip.found,
                find=self._engines.find,
                issued=trip.issued,
                values=values,
            )
        except RedactionError:
            if rung.complete:
                raise
            trip.evaluated = False
            asked, _ = redact(
                self._template, question.text, _unsearched(trip.found), find=_nothing, issued=trip.issued, values=values
            )
        trip.asked = asked
        return asked

    def _complete(self, model: str, share: float, asked: Redacted) -> Iterator[str]:
        chosen = self._llm
        return complete(
            asked,
            model=model,
            deadline_s=chosen.deadline_s * share,
            seed=chosen.seed,
            temperature=chosen.temperature,
            provider=Provider(chosen.api_base, chosen.api_key or (NO_KEY if chosen.api_base else None)),
        )


def _stays(scored: ScoredPassage) -> bool:
    return scored.edition.level == LOCAL_ONLY


def _unsearched(found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """Return the passages as if they held nothing private: for the extract, which sends nothing anywhere."""
    return [replace(scored, passage=replace(scored.passage, spans=())) for scored in found]


def _nothing(texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
    return [() for _ in texts]
