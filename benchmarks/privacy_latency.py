"""What privacy adds to a question: the same prompts made with private fields looked for, and without, in one run.

    .venv/bin/python benchmarks/privacy_latency.py HOME [--questions N] [--out FILE]

HOME holds ingested documents and is only read, but for records of what would have been sent. Questions are made from
the titles of its documents, half of them with an invented person. For each, the passages are retrieved once, then the
prompt for a model is made twice, in turns first and second: as it is (the question is searched, what is private
is replaced), and with nothing looked for and nothing replaced. Then what it takes to record the sending, to
seal the placeholders and to restore a sentence. Nothing is sent. CPU time is of the whole process, all threads.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.gate import Gate
from plainspoken.ladder import Rung
from plainspoken.ledger import Egress
from plainspoken.passages import ScoredPassage
from plainspoken.placeholders import Placeholders
from plainspoken.restore import restore
from plainspoken.settings import load
from plainspoken.trip import Trip
from plainspoken.wiring import Engines

WARM_UP = 5
FORMS = ("What does {title} say about {person}, and since when?", "What does {title} say, and since when?")
PEOPLE = ("Imogen Achterberg", "Yusuf Okonjo", "Brita Sandvik-Moss", "Pradeep Venkataraman")
WANTED_MS = 15.0


class Unmasked(Gate):
    """The same gate where nothing is looked for."""

    def __init__(self, engines: Engines) -> None:
        super().__init__(engines)
        self._scanner.in_time = lambda texts: [() for _ in texts]


def questions(titles: list[str], number: int) -> list[str]:
    """Return that many questions, no two of them the same."""
    made = [
        form.format(title=title, person=PEOPLE[n % len(PEOPLE)]) for form in FORMS for n, title in enumerate(titles)
    ]
    return made[:: max(1, len(made) // number)][:number]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of CPU and of the clock that something takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


def spread(values: list[float]) -> dict[str, float]:
    """Return p50 and p95."""
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered), 2), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2)}


def measured(home: Path, number: int) -> dict[str, object]:
    """Return the figures by part, CPU and clock, in milliseconds."""
    engines = Engines(load(None, {"home": home, "llm.api_base": "http://127.0.0.1:9/v1"}, environ={}))
    assistant, rung = Assistant(engines), Rung("llm", "openai/none", complete=lambda _: iter(()))
    masked, unmasked = Gate(engines), Unmasked(engines)
    titles = sorted({edition.title for edition in engines.ledger.editions()})
    parts: dict[str, list[tuple[float, float]]] = {}
    for n, text in enumerate(questions(titles, number + WARM_UP)):
        asked = Question(text, datetime.now(UTC).date())
        scope = engines.ledger.scope(asked.principal, asked.as_of)
        found = tuple(assistant.found(text, scope, 8))
        trips = {"with": Trip("", asked, "", scope, "", found=found)}
        trips["without"] = Trip("", asked, "", scope, "", found=tuple(map(bare, found)))
        took = {}
        for name in sorted(trips, reverse=bool(n % 2)):
            gate = masked if name == "with" else unmasked
            took[name] = timed(lambda gate=gate, trip=trips[name]: gate.prepare(trip, rung))
        took["search of the question"] = timed(lambda text=text: engines.find([text]))
        took |= after(masked.prepare(trips["with"], rung).issued, engines)
        if n >= WARM_UP:
            for name, figures in took.items():
                parts.setdefault(name, []).append(figures)
    assistant.close()
    pairs = zip(parts["with"], parts["without"], strict=True)
    parts["added to the prompt"] = [(one[0] - other[0], one[1] - other[1]) for one, other in pairs]
    late = ("added to the prompt", "record of the sending", "sealing", "restoring")
    parts["added in all"] = [
        (sum(each[0] for each in row), sum(each[1] for each in row))
        for row in zip(*(parts[name] for name in late), strict=True)
    ]
    shown = {
        name: {"cpu_ms": spread([each[0] for each in rows]), "wall_ms": spread([each[1] for each in rows])}
        for name, rows in parts.items()
    }
    return {"n": len(parts["with"]), "load": os.getloadavg()[0], "wanted_ms": WANTED_MS, "parts": shown}


def bare(scored: ScoredPassage) -> ScoredPassage:
    """Return a passage in which nothing was found."""
    return replace(scored, passage=replace(scored.passage, spans=(), beside=((), ())))


def after(issued: Placeholders, engines: Engines) -> dict[str, tuple[float, float]]:
    """Return what it takes once the prompt is there."""
    sentence = f"{next((e.placeholder for e in issued.entries), 'Nobody')} signed it on 3 May [1]."
    sent = Egress(datetime.now(UTC), "benchmark", {}, "")
    return {
        "record of the sending": timed(lambda: engines.ledger.keep_egress(sent)),
        "sealing": timed(lambda: engines.vault.seal(issued.to_json(), context="c")),
        "restoring": timed(lambda: restore(sentence, issued, may=lambda _: True)),
    }


def main() -> None:
    """Measure, print, and keep the figures where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    result = json.dumps(measured(given.home, given.questions), indent=1)
    print(result)
    if given.out:
        given.out.write_text(result + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
