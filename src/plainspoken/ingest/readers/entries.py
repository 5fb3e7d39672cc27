"""Feedback entries: what somebody said first, then who, when and where, one line each."""

from collections.abc import Sequence

from plainspoken.ingest.blocks import Block, Field, Rendering


def put_entry(out: Rendering, said: str, others: Sequence[tuple[str, str]]) -> None:
    """Append one entry; ``others`` are (name, value) pairs in file order, empty values left out."""
    words = said.strip()
    others = [(name, " ".join(value.split())) for name, value in others if value.strip()]
    if not words and not others:
        return
    start = out.put(words + "\n" if words else "")
    end, first = start + len(words), start + len(words)
    for name, value in others:
        at = out.put(f"{name}: {value}\n")
        first = at if first == end and not words else first
        end = at + len(name) + 2 + len(value)
        if out.secret(name):
            out.fields.append(Field(name, at + len(name) + 2, end))
    out.put("\n")
    units = ((start, start + len(words)), (start + len(words), end)) if words else ()
    out.blocks.append(Block(start, end, "feedback", out.section, out.page, units))
