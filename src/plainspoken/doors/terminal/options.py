"""Arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path | None, typer.Option("--config", help="Read this settings file, not ./plainspoken.toml.")]
Debug = Annotated[bool, typer.Option("--debug", help="When something fails, show where; never private text.")]
Json = Annotated[bool, typer.Option("--json", help="Print exactly one JSON object.")]
Lines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line, print one a line.")]
As = Annotated[
    str | None,
    typer.Option("--as", help="Ask as this person from access.toml; without it, as an anonymous user."),
]
Corpus = Annotated[str | None, typer.Option("--corpus", help="Only this corpus.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Answer as of this day (YYYY-MM-DD); default: today.")]
Audience = Annotated[str, typer.Option("--audience", help="Whom the answer is for: sponsor, product or engineer.")]
