"""Commands that try the product itself: ``eval``, ``eval-retrieval``."""

import typer

app = typer.Typer()
