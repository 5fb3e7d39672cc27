"""Documentation that is looked up must hold everything there is to look up."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from plainspoken import cli, errors
from plainspoken.doors.http.failures import told
from plainspoken.doors.terminal.desk import Desk
from plainspoken.settings.shapes import CORPUS_KINDS, KINDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [block.partition("\n") for block in BLOCK.findall(README) if block.startswith("$ ")]
LEFT_OUT = "\n…\n"  # the example does not show what stands here
YOURS = "path/to/your/project"
DATED = "2026-11-22"  # the day on which the README's answers were given
DESCRIBED = ("docs/larder/decisions", "model_cards/larder-demand")  # of the demo corpus: what the README asks about


def reference(name):
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [*KINDS, *(f"corpora.NAME.{name}" for name in CORPUS_KINDS)])
def test_every_setting_is_documented(key):
    section, _, name = key.rpartition(".")
    page = reference("settings.md")

    assert f"`{key}`" in page or (f"`{section}." in page and f"`.{name}`" in page)


def commands(group=None, name=""):
    """Return name → command for every command, those of a group under both their names."""
    found = {}
    for own, command in (group or get_command(cli.app)).commands.items():
        whole = f"{name} {own}".strip()
        if not hasattr(command, "commands") or command.invoke_without_command:
            found[whole] = command
        if hasattr(command, "commands"):
            found |= commands(command, whole)
    return found


COMMANDS = commands()
EVERYWHERE = {"--config", "--debug", "--help"}  # said once, above the table
ROWS = re.findall(r"^\| (`.*?) \| ", reference("commands.md"), re.MULTILINE)
SYNTAXES = [code for row in ROWS for code in re.findall(r"`([^`]+)`", row)]


def named(syntax):
    """Return the command that a cell of the table shows."""
    return max((name for name in COMMANDS if f"{syntax} ".startswith(f"{name} ")), key=len, default="")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_flag_is_documented_in_its_own_row(name):
    shown = " ".join(syntax for syntax in SYNTAXES if named(syntax) == name)
    options = COMMANDS[name].params
    flags = {flag for option in options for flag in option.opts if flag.startswith("--")} - EVERYWHERE

    assert shown
    assert flags == {flag for flag in flags if re.search(rf"{flag}(?![\w-])", shown)}


@pytest.mark.parametrize("name", [name for name, kind in vars(errors).items() if isinstance(kind, type)])
def test_every_error_is_documented(name):
    assert f"`{name}`" in reference("errors.md")
    assert name in (errors.__doc__ or "")


ERRORS = re.findall(r"^\| `(\w+)` \|.*\| (\d) \| (\d{3}|–) \|$", reference("errors.md"), re.MULTILINE)


@pytest.mark.parametrize(("name", "code", "status"), ERRORS)
def test_an_error_ends_a_command_and_a_request_as_documented(name, code, status):
    error = getattr(errors, name)("invented")

    assert len(ERRORS) == len([each for each in vars(errors).values() if isinstance(each, type)])
    assert Desk(None, debug=False)._told(error) == int(code)
    assert status == "–" or told(error).status_code == int(status)
    assert status != "–" or name == "DocumentError"  # refused at ingest, which no request does


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_no_link_within_the_documentation_is_broken(page):
    missing = [to for to in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / to).exists()]

    assert not missing


def commands_of(text):
    """Return what a newcomer would type, but for the program's own name; `serve` would never end."""
    typed = re.findall(r"^(?:\$ )?plainspoken (.+)$", text, re.MULTILINE)
    return [shlex.split(line) for line in typed if not line.startswith("serve")]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return the part of the demo's documents that the README asks about."""
    folder = tmp_path_factory.mktemp("readme") / "demo"
    for name in DESCRIBED:
        shutil.copytree(ROOT / "corpora" / "demo" / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def readme_home(project):
    """Return a home that holds those documents, as the README's own command reads them."""
    home = project.parent / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAINSPOKEN_HOME", str(home))
        patch.chdir(project.parent)
        assert cli.main(["ingest", str(project), "--corpus", "demo"]) == 0
    return home


@pytest.fixture
def typed(readme_home, project, monkeypatch, capsys):
    """Return what runs one command and gives what it printed."""
    monkeypatch.setenv("PLAINSPOKEN_HOME", str(readme_home))
    monkeypatch.chdir(project.parent)

    def run(words):
        dated = ["--as-of", DATED] if words[0] == "ask" else []
        assert cli.main([str(project / DESCRIBED[1]) if word == YOURS else word for word in words] + dated) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(("command", "_", "output"), SHOWN, ids=[command[2:60] for command, _, _ in SHOWN])
def test_every_answer_that_the_readme_shows_is_given(command, _, output, typed):
    given = typed(commands_of(command)[0])

    first, left_out, last = output.strip().partition(LEFT_OUT)
    assert given.strip().startswith(first)
    assert given.strip().endswith(last if left_out else first)


def test_every_other_command_that_the_readme_shows_runs(typed):
    blocks = [block for block in BLOCK.findall(README) if not block.startswith("$ ")]
    words = [each for block in blocks for each in commands_of(block)]

    assert words
    assert all(typed(each) for each in words)
