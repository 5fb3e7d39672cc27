"""The demo: ingest the invented company's documents, ask three questions, then serve the page.

    python tools/demo.py [--no-serve]

One process, so that the models are loaded once.
"""

import argparse
import os
import sys
from pathlib import Path

from plainspoken import cli
from plainspoken.settings import load

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpora" / "demo"
QUESTIONS = (
)


def main() -> int:
    """Run the demo and return the exit code."""
