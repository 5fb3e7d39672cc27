"""Documentation that is looked up must hold everything there is to look up."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from plainspoken import cli, errors
from plainspoken.settings.shapes import CORPUS_KINDS, KINDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def reference(name):
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [*KINDS, *(f"corpora.NAME.{name}" for name in CORPUS_KINDS)])
def test_every_setting_is_documented(key):
    section, _, name = key.rpartition(".")
    page = reference("settings.md")

    assert f"`{key}`" in page or (f"`{section}." in page and f"`.{name}`" in page)


@pytest.mark.parametrize("command", sorted(get_command(cli.app).commands))
def test_every_command_and_flag_is_documented(command):
    page = reference("commands.md")
    options = get_command(cli.app).commands[command].params
    flags = {flag for option in options for flag in option.opts if flag.startswith("--")}

    assert f"plainspoken {command}" in page or f"`{command}" in page
    assert not {flag for flag in flags if flag not in page}


@pytest.mark.parametrize("name", [name for name, kind in vars(errors).items() if isinstance(kind, type)])
def test_every_error_is_documented(name):
    assert f"`{name}`" in reference("errors.md")
    assert name in (errors.__doc__ or "")


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_no_link_within_the_documentation_is_broken(page):
    missing = [to for to in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / to).exists()]

    assert not missing


def test_every_command_that_the_readme_shows_exists():
    shown = re.findall(r"^\$? ?plainspoken ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert shown
    assert set(shown) <= set(get_command(cli.app).commands)
