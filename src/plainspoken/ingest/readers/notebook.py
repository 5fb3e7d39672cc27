"""Notebooks: Markdown cells as written, code cells and their printed outputs as listings."""

import json
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.blocks import Extracted, Secret
from plainspoken.ingest.readers import markdown

LONGEST_OUTPUT = 4_000  # characters; progress bars and dumps go on for megabytes


def read(text: str, secret: Secret) -> Extracted:
    """Return the cells as one Markdown text.

    Raises:
        DocumentError: No notebook.
    """
    try:
        book = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"is a broken or truncated notebook ({error})") from error
    cells = _cells(book)
    notes: list[str] = []
    language = _language(book)
    parts = [part for cell in cells if isinstance(cell, dict) for part in _parts(cell, language, notes)]
    rendered = "\n\n".join(part for part in parts if part.strip()) + "\n"
    rendered = rendered.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
    read_back = markdown.read(rendered, 0, secret)
    return Extracted(rendered, read_back.blocks, read_back.fields, read_back.title, "document", tuple(notes))


def _cells(book: object) -> list[Any]:
    if isinstance(book, dict):
        if isinstance(book.get("cells"), list):
            return list(book["cells"])
        sheets = book.get("worksheets")  # format 3
        if isinstance(sheets, list):
            return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells", [])]
    raise DocumentError("is JSON, but not a notebook: it has no cells")


def _language(book: dict[str, Any]) -> str:
    info = book.get("metadata")
    kernel = info.get("kernelspec") if isinstance(info, dict) else None
    name = kernel.get("language") if isinstance(kernel, dict) else None
    return name if isinstance(name, str) and name.isalnum() else "python"


def _joined(value: object) -> str:
    return "".join(str(line) for line in value) if isinstance(value, list) else value if isinstance(value, str) else ""


def _parts(cell: dict[str, Any], language: str, notes: list[str]) -> list[str]:
    source = _joined(cell.get("source", cell.get("input"))).strip("\n")
    if cell.get("cell_type") != "code":
        return [source]
    outputs = cell.get("outputs")
    shown = (
        [_output(output, notes) for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []
    )
    return [_listing(source, language), *(_listing(output, "text") for output in shown)]


def _listing(source: str, language: str) -> str:
    if not source.strip():
        return ""
    fence = "```"
    while fence in source:
        fence += "`"
    return f"{fence}{language}\n{source}\n{fence}"


def _output(output: dict[str, Any], notes: list[str]) -> str:
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else None
    words = _joined(output.get("text", plain)).strip("\n")
    if output.get("output_type") in {"error", "pyerr"}:
        words = f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
    if len(words) > LONGEST_OUTPUT:
        notes.append(f"an output of {len(words):,} characters was cut to {LONGEST_OUTPUT:,}")
        words = words[:LONGEST_OUTPUT]
    return words
