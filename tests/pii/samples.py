"""Hand-written sentences with what is private in them, and text in which nothing is."""

import re
from pathlib import Path

HERE = Path(__file__).parent
MARK = re.compile(r"\{([A-Z_]{2,}):([^{}]*)\}")


def lines(name: str) -> list[str]:
    """Return the lines of a file beside this one, its first comment left out."""
    return [
        line
        for line in (HERE / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("# P") and not line.startswith("# M")
    ]


def talk(half: str | None = None) -> list[tuple[str, tuple[tuple[int, int, str], ...]]]:
    """Return (text, spans) of project talk: half ``dev`` may be tuned on, half ``test`` may not."""
    made = []
    for number, line in enumerate(lines("talk.txt"), 1):
        if half is None or (number % 2 == 1) == (half == "dev"):
            made.append(unmarked(line))
    return made


def unseen() -> list[tuple[str, tuple[tuple[int, int, str], ...]]]:
    """Return (text, spans) of project talk that nobody who made the detector has read; it is measured only."""
    return [unmarked(line) for line in lines("talk_unseen.txt")]


def german() -> list[tuple[str, tuple[tuple[int, int, str], ...]]]:
    """Return (text, spans) of German project talk; it is measured only, never tuned on."""
    return [unmarked(line) for line in lines("talk_de.txt")]


def unmarked(line: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return a marked line as plain text with its spans."""
    text, spans, done = "", [], 0
    for mark in MARK.finditer(line):
        text += line[done : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        done = mark.end()
    return text + line[done:], tuple(spans)
