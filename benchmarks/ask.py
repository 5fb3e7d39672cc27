"""How long a person waits: `--help`, a cold `ask`, a warm one, over some folders.

    .venv/bin/python benchmarks/ask.py FOLDER… [--home HOME] [--out FILE]

Ingests the folders into HOME (a new one unless it is named and holds something already), then measures with the
product's own command line and, warm, with its assistant in this process. No question is asked twice, so nothing comes
from the answer cache. Nothing is sent to any model: the extractive answerer answers.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from peer_llamaindex import machine

ROOT = Path(__file__).resolve().parent.parent
COLD_RUNS = 5
WARM_UP = 3
WARM_RUNS = 50
WANTED_S = {"help": 0.5, "cold_ask": 3.5, "warm_ask_p50": 0.150}
PROGRAM = [sys.executable, "-m", "plainspoken.cli"]


def questions(folders):
    """Return questions over the folders' topics: their own where they have them, and one for each of many files."""
    own = [path for folder in folders for path in sorted(folder.rglob("questions.jsonl"))]
    asked = [json.loads(line)["question"] for path in own for line in path.read_text("utf-8").splitlines()]
    names = {path.stem.replace("_", " ").replace("-", " ") for folder in folders for path in folder.rglob("*.md")}
    topics = sorted(name for name in names if " " in name)
    step = max(1, len(topics) // (WARM_RUNS + WARM_UP + COLD_RUNS))
    return [*asked, *(f"What does {topic} say, and who owns it?" for topic in topics[::step])]


def timed(command, environment):
    """Return the seconds that a command takes, and fail if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{command} failed: {done.stderr.decode()[-500:]}")
    return time.perf_counter() - start


def warm(home, asked):
    """Return seconds per question in a warm process, the passages there, and how many were answered."""
    from plainspoken.access import Principal
    from plainspoken.assistant import Assistant
    from plainspoken.conversations import Question
    from plainspoken.settings import load
    from plainspoken.wiring import Engines

    engines = Engines(load(None, {"home": str(home)}))
    assistant, today = Assistant(engines), datetime.now(UTC).date()
    took, statuses = [], []
    for text in asked:
        start = time.perf_counter()
        answer = assistant.ask(Question(text, today, Principal("bench")))
        took.append(time.perf_counter() - start)
        statuses.append(answer.status)
    size = engines.store.size()
    engines.close()
    return took[WARM_UP:], size, statuses.count("answered")


def main():
    """Measure and write the figures."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("folders", type=Path, nargs="+")
    wanted.add_argument("--home", type=Path)
    wanted.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "ask.json")
    given = wanted.parse_args()
    about = machine()
    with tempfile.TemporaryDirectory() as room:
        home = given.home or Path(room)
        environment = {**os.environ, "PLAINSPOKEN_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
        if not home.exists() or not any(home.iterdir()):
            subprocess.run([*PROGRAM, "ingest", *map(str, given.folders)], env=environment, check=False)
        asked = questions(given.folders)
        cold = [timed([*PROGRAM, "ask", text, "--json"], environment) for text in asked[:COLD_RUNS]]
        helped = [timed([*PROGRAM, "--help"], environment) for _ in range(COLD_RUNS)]
        took, size, answered = warm(home, asked[COLD_RUNS : COLD_RUNS + WARM_UP + WARM_RUNS])
    result = {
        "command": " ".join(["ask.py", *(folder.name for folder in given.folders)]),
        "machine": about,
        "passages": size,
        "help_s": statistics.median(helped),
        "cold_ask_s": statistics.median(cold),
        "warm_ask_s": {
            "p50": statistics.median(took),
            "p95": sorted(took)[int(0.95 * len(took))],
            "n": len(took),
            "answered": answered,
        },
        "wanted_at_most_s": WANTED_S,
    }
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
