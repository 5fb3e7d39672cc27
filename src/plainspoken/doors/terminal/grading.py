"""A model that grades a run, where ``llm.judge_model`` names one: asked through the gate, on record like every call."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from plainspoken.doors.terminal.places import Place, find_set
from plainspoken.errors import UsageError
from plainspoken.scoring.calibration import SAMPLE, Statement, read_sample
from plainspoken.scoring.cases import load
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.model_judge import Contexts, Judge, ModelGrades, graded
from plainspoken.scoring.ragas import Embed, is_installed

if TYPE_CHECKING:
    from plainspoken.wiring import Engines

PROMPT = "judge"
NO_RAGAS = (
    "the extra 'ragas' is missing (in the clone, in an environment of its own: "
    "`python -m pip install -e '.[ragas]'`); it was not asked"
)


def graded_by_model(  # each is a thing of its own
    grades: Sequence[Grade],
    place: Place,
    judged: Sequence[Statement] | None,
    *,
    engines: "Engines",
    embed: Embed,
    contexts: Contexts,
) -> ModelGrades | None:
    """Return what the judge says of a run, or why it was not asked; None where none is named.

    Args:
        grades: Of the run.
        place: The set.
        judged: The labelled sample; None where there is none.
        engines: Of the caller's own home: what is sent is recorded there.
        embed: The product's own embedding.
        contexts: The passages that were found for a question, best first.
    """
    from plainspoken.gate import Gate  # --help needs none of it

    chosen = engines.settings.llm
    model, gate, level = chosen.judge_model, Gate(engines), engines.settings.corpus(place.corpus).level
    if not model:
        return None
    if not gate.may_be_told(model, level):
        return ModelGrades(model, problem=f"the documents are {level} and may not leave this machine; it was not asked")
    if not is_installed():
        return ModelGrades(model, problem=NO_RAGAS)
    if judged is None:
        return ModelGrades(model, problem=f"there is no {SAMPLE} to calibrate it by; it was not asked")

    def ask(prompt: str, run: int) -> str:
        return gate.reply(PROMPT, prompt, model=model, level=level, seed=chosen.seed + run)

    judge = Judge(ask, embed)
    return ModelGrades(model, graded(grades, judge, contexts=contexts, sample=judged, runs=chosen.judge_runs))


def labelled_sample(place: Place) -> tuple[Statement, ...] | None:
    """Return the labelled sample of a set, or of the set that is named like the documents it asks about; None for none.

    Raises:
        UsageError: There is one, and it is malformed.
    """
    folders = [place.questions]
    if place.corpus != place.name:
        with suppress(UsageError):  # the documents have no set of their own
            folders.append(find_set(place.corpus).questions)
    known = next((folder for folder in folders if (folder / SAMPLE).is_file()), None)
    return None if known is None else read_sample(known / SAMPLE, load(known))
