"""plainspoken beside the stack a user would write instead, on the same folder, in the same run.

    .venv/bin/python benchmarks/peer_llamaindex.py FOLDER [--runs 3] [--detection-runs K] [--files N] [--out FILE]

Each side runs in its own environment and process, in turn, and every figure is the median over the runs. Ingest is
timed from the start of the process to its end, start from there to the first answered query on an index that is
already there; memory is the peak of the process and all its children together. The query's ratio grows with the
folder, so a run over N files says so in its result. Needs `.venv` and `.venv-models`.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SIDES = {
    "plainspoken": (ROOT / ".venv" / "bin" / "python", HERE / "side_plainspoken.py"),
    "llamaindex": (ROOT / ".venv-models" / "bin" / "python", HERE / "side_llamaindex.py"),
}
QUERIES = 50
LOOK_EVERY_S = 0.05
SHOWN_FLAGS = ("amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx512f", "avx2")
WANTED = {  # ratio: what it has to reach; tokens per second 3 where AMX is
    "start": 3,
    "ingest_with_detection": 2,
    "query_p50": 25,
    "tokens_per_s": 1.2,
    "peak_memory": 0.8,
}


def memory_of(root):
    """Return the resident bytes of a process and all its children."""
    children, sizes = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    total, todo = 0, [root]
    while todo:
        one = todo.pop()
        total += sizes.get(one, 0)
        todo += children.get(one, [])
    return total * os.sysconf("SC_PAGE_SIZE")


def run(side, *words):
    """Run one side; return what it printed, with wall time, start and peak memory."""
    python, script = SIDES[side]
    began, clock = time.time(), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")} if side == "plainspoken" else dict(os.environ)
    process = subprocess.Popen([str(python), str(script), *map(str, words)], stdout=subprocess.PIPE, env=environment)
    peak, over = [0], threading.Event()

    def watch():
        while not over.wait(LOOK_EVERY_S):
            peak[0] = max(peak[0], memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed, _ = process.communicate()
    wall = time.perf_counter() - clock
    over.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{side} {' '.join(map(str, words))} failed")
    told = json.loads(printed.decode().splitlines()[-1])
    told["wall_s"] = wall - told.pop("counting_s", 0.0)
    told["peak_mb"] = peak[0] / 2**20
    if "ready_at" in told:
        told["start_s"] = told.pop("ready_at") - began
        told["query_p50_ms"] = statistics.median(told.pop("query_s")) * 1000
    return told


def machine():
    """Return what the figures depend on."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    flags = next((line.split(":")[1].split() for line in info.splitlines() if line.startswith("flags")), [])
    name = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "")
    return {
        "processor": name,
        "cores": os.cpu_count(),
        "flags": [flag for flag in SHOWN_FLAGS if flag in flags],
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def queries(folder):
    """Return what is asked: the folder's own questions where it has them, then the names of its files."""
    beside = folder.parent / "questions.jsonl"
    asked = []
    if beside.exists():
        asked = [json.loads(line)["question"] for line in beside.read_text(encoding="utf-8").splitlines()]
    names = sorted({path.stem.replace("_", " ").replace("-", " ") for path in folder.rglob("*.md")})
    step = max(1, len(names) // QUERIES)
    return [*asked, *names[::step]][:QUERIES]


def one_round(folder, asked, *, detection_too):
    """Run both sides in turn; return side → part → what it told."""
    told = {side: {} for side in SIDES}
    with tempfile.TemporaryDirectory() as room:
        questions = Path(room, "queries.json")
        questions.write_text(json.dumps(asked), encoding="utf-8")
        for part in ["without_detection", "with_detection"][: 1 + detection_too]:
            for side in SIDES:
                home = Path(room, side, part)
                home.mkdir(parents=True)
                words = ["--detection"] * (part == "with_detection")
                told[side][part] = run(side, "ingest", home, folder, *words)
                show(side, part, told[side][part])
        for side in SIDES:
            told[side]["query"] = run(side, "query", Path(room, side, part), questions)
            show(side, "query", told[side]["query"])
    return told


def show(side, part, told):
    """Say on stderr what has been measured."""
    figures = {key: round(value, 2) for key, value in told.items() if isinstance(value, float)}
    print(side, part, figures, file=sys.stderr, flush=True)


def medians(rounds):
    """Return side → part → figure → median over the rounds."""
    found = {}
    for side in SIDES:
        found[side] = {}
        for part, first in rounds[0][side].items():
            numbers = [key for key, value in first.items() if isinstance(value, int | float)]
            told = [one[side][part] for one in rounds if part in one[side]]
            found[side][part] = {key: statistics.median(one[key] for one in told) for key in numbers}
    return found


def ratios(found):
    """Return how many times as fast we are (for memory: what share we need)."""
    ours, theirs = found["plainspoken"], found["llamaindex"]
    peaks = [max(part["peak_mb"] for part in side.values()) for side in (ours, theirs)]
    told = {
        "start": theirs["query"]["start_s"] / ours["query"]["start_s"],
        "query_p50": theirs["query"]["query_p50_ms"] / ours["query"]["query_p50_ms"],
        "tokens_per_s": ours["without_detection"]["tokens_per_s"] / theirs["without_detection"]["tokens_per_s"],
        "ingest_without_detection": theirs["without_detection"]["wall_s"] / ours["without_detection"]["wall_s"],
        "peak_memory": peaks[0] / peaks[1],
    }
    if "with_detection" in ours:
        told["ingest_with_detection"] = theirs["with_detection"]["wall_s"] / ours["with_detection"]["wall_s"]
    return told


def some_of(folder, count, room):
    """Return a copy of ``count`` files spread evenly over the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    chosen = [files[number * len(files) // count] for number in range(min(count, len(files)))]
    for path in chosen:
        target = Path(room, "files", path.relative_to(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return Path(room, "files")


def result_of(asked, about, rounds):
    """Return what is written of the rounds so far."""
    found = medians(rounds)
    return {
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "machine": about,
        "ran_beside": asked.beside,
        "files": asked.files or "all",
        "runs": len(rounds),
        "runs_with_detection": sum("with_detection" in one["plainspoken"] for one in rounds),
        "ratios": {name: round(value, 2) for name, value in ratios(found).items()},
        "wanted": WANTED,
        "medians": found,
        "rounds": rounds,
    }


def main():
    """Run the rounds and write the figures."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("PLAINSPOKEN_HANDBOOK", ROOT.parent / "shared/data/docs/sourcegraph-handbook/files")
    wanted.add_argument("folder", type=Path, nargs="?", default=Path(default))
    wanted.add_argument("--runs", type=int, default=3)
    wanted.add_argument("--files", type=int, help="take only so many files, spread evenly over the folder")
    wanted.add_argument("--beside", default="", help="what else ran on the machine, for the result")
    wanted.add_argument(
        "--detection-runs", type=int, help="rounds with the part with private fields, the first ones; all unless told"
    )
    wanted.add_argument("--out", type=Path, default=HERE / "results" / "peer_llamaindex.json")
    asked = wanted.parse_args()
    about, rounds = machine(), []
    with tempfile.TemporaryDirectory() as room:
        folder = some_of(asked.folder, asked.files, room) if asked.files else asked.folder
        texts = queries(folder)
        with_detection = asked.runs if asked.detection_runs is None else asked.detection_runs
        for number in range(asked.runs):
            rounds.append(one_round(folder, texts, detection_too=number < with_detection))
            result = result_of(asked, about, rounds)
            asked.out.parent.mkdir(exist_ok=True)  # after every round: one is half an hour, and a run may be stopped
            asked.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({key: result[key] for key in ("machine", "ratios", "wanted")}, indent=2))


if __name__ == "__main__":
    main()
