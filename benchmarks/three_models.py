"""Real language models as subjects: the same seeded, slice-balanced sample, side by side in one table.

    python benchmarks/three_models.py --tool PATH/TO/local-llm [--sample 60] [--set demo] [--report DIR] [MODEL …]

MODEL is `extractive`, or a name that the tool serves (`smollm2`, `qwen-1.5b`, …); these three by default. The tool
serves a model on loopback behind an OpenAI-compatible API: `local-llm install NAME` once, then this starts and ends
`local-llm serve NAME` by itself. An answer whose path is not `llm` is the model's failure: it is counted and listed.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PORT = 18090
PATIENCE_S = 120  # until a model is loaded
DEADLINE_S = 180  # of one answer: about 30 s for 1.5 billion parameters on one thread
EXTRACTIVE = "extractive"
DEFAULT = (EXTRACTIVE, "smollm2", "qwen-1.5b")
SHOWN = (
    *("score", "right", "wrong", "answer_rate", "abstention_recall", "hallucination_rate"),
    *("citation_recall", "quote_validity", "privacy_leaks", "p50_ms", "tokens_sent"),
)


def main() -> None:
    given = _arguments()
    runs = {name: _run(name, given) for name in given.models}
    print("| Subject | " + " | ".join(SHOWN) + " | not by the model |")
    print("|" + "---|" * (len(SHOWN) + 2))
    for name, run in runs.items():
        others = [] if name == EXTRACTIVE else [case["id"] for case in run["cases"] if case["path"] != "llm"]
        cells = [_cell(run["figures"].get(measure)) for measure in SHOWN]
        print(f"| {name} (n {run['attempted']}) | " + " | ".join(cells) + f" | {len(others)}: {' '.join(others)} |")


def _run(name: str, given: argparse.Namespace) -> dict[str, object]:
    command = [sys.executable, "-m", "plainspoken.cli", "eval", given.set, "--sample", str(given.sample), "--json"]
    if given.report:
        command += ["--report", str(given.report / name)]
    with _serving(name, given.tool) as settings:
        done = subprocess.run(command, env=os.environ | settings, stdout=subprocess.PIPE, check=False, text=True)
    return json.loads(done.stdout)


@contextmanager
def _serving(name: str, tool: Path) -> Iterator[Mapping[str, str]]:
    """Serve a model meanwhile, and yield the settings that ask it."""
    if name == EXTRACTIVE:
        yield {}
        return
    server = subprocess.Popen([sys.executable, str(tool), "serve", name, "--port", str(PORT)])
    try:
        _wait(server)
        yield {
            "PLAINSPOKEN_LLM__MODEL": "openai/local",
            "PLAINSPOKEN_LLM__API_BASE": f"http://127.0.0.1:{PORT}/v1",
            "PLAINSPOKEN_LLM__API_KEY": "none",
            "PLAINSPOKEN_LLM__DEADLINE_S": str(DEADLINE_S),
        }
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/v1/models", timeout=2).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("the model was not served; is it installed (local-llm install NAME)?")


def _cell(figure: Mapping[str, float] | None) -> str:
    if not figure or figure["value"] is None:
        return "–"
    return f"{figure['value']:g} [{figure['low']:g} to {figure['high']:g}]"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("models", nargs="*", default=DEFAULT, metavar="MODEL")
    parser.add_argument("--tool", type=Path, required=True, help="the local-llm program")
    parser.add_argument("--set", default="demo")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--report", type=Path, default=None)
    return parser.parse_args()


if __name__ == "__main__":
    main()
