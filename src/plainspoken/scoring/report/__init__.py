"""A run as people look at it: one HTML file that needs no network, Markdown for a CI summary, JSON for machines."""

import json
from collections.abc import Sequence
from pathlib import Path

from plainspoken.scoring.record import Record, as_json
from plainspoken.scoring.report.charts import Past
from plainspoken.scoring.report.markdown import markdown
from plainspoken.scoring.report.page import page
from plainspoken.scoring.responses import write_responses

__all__ = ["Past", "markdown", "page", "write"]


def write(record: Record, folder: Path, past: Sequence[Past]) -> tuple[Path, ...]:
    """Write ``SET.html``, ``.md``, ``.json`` and ``.responses.jsonl`` into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "html": page(record, past),
        "md": markdown(record),
        "json": json.dumps(as_json(record), ensure_ascii=False, indent=1) + "\n",
    }
    paths = []
    for ending, content in contents.items():
        paths.append(folder / f"{record.run.name}.{ending}")
        paths[-1].write_text(content, encoding="utf-8")
    paths.append(folder / f"{record.run.name}.responses.jsonl")
    write_responses(paths[-1], [(grade.case.id, grade.response) for grade in record.grades])
    return tuple(paths)
