"""Documentation that is looked up must hold everything there is to look up."""

import ast
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from plainspoken import cli, errors
from plainspoken.doors.http.failures import told
from plainspoken.doors.terminal.desk import Desk
from plainspoken.ingest.columns import TEXT_COLUMNS
from plainspoken.ingest.kinds import SUFFIXES
from plainspoken.levels import is_above
from plainspoken.pii.detector import ON_REQUEST
from plainspoken.redacted import IN_WORDS
from plainspoken.settings.shapes import CORPUS_KINDS, KINDS

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "plainspoken"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [block.partition("\n") for block in BLOCK.findall(README) if block.startswith("$ ")]
LEFT_OUT = "\n…\n"  # the example does not show what stands here
YOURS = "path/to/your/project"
DEMO = ROOT / "corpora" / "demo"


def reference(name):
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [*KINDS, *(f"corpora.NAME.{name}" for name in CORPUS_KINDS)])
def test_every_setting_is_documented(key):
    section, _, name = key.rpartition(".")
    page = reference("settings.md")

    assert f"`{key}`" in page or (f"`{section}." in page and f"`.{name}`" in page)


TYPES = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (yes|no) \|$", reference("private-types.md"), re.MULTILINE)


@pytest.mark.parametrize("type_", IN_WORDS)
def test_every_type_of_private_data_is_documented_as_it_is_looked_for_and_judged(type_):
    (meaning, by_default, in_internal) = next(row[1:] for row in TYPES if row[0] == type_)
    on_request = {type_} & set(ON_REQUEST.values())

    assert len(TYPES) == len(IN_WORDS)
    assert re.split(r"[:(]", meaning)[0].strip() == IN_WORDS[type_]
    assert by_default == ("in addresses" if type_ == "LOCATION" else "no" if on_request else "yes")
    assert in_internal == ("no" if is_above(type_, "internal") else "yes")


def test_every_kind_of_file_and_column_of_feedback_is_documented():
    page = reference("files.md")

    assert [name for name in (*SUFFIXES, *TEXT_COLUMNS) if f"`{name}`" not in page] == []


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


def test_the_tree_of_errors_holds_every_error_of_ours_that_has_a_place_in_it():
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    elsewhere = [
        f"{path.name}: {node.name}"
        for path in SOURCE.rglob("*.py")
        if path.name != "errors.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and kinds & {ast.unparse(base) for base in node.bases}
    ]

    assert not elsewhere


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
def readme_home(tmp_path_factory):
    """Return a home that holds the whole demo, as a newcomer's does after `make demo`."""
    home = tmp_path_factory.mktemp("readme") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAINSPOKEN_HOME", str(home))
        patch.chdir(home.parent)
        assert cli.main(["ingest", str(DEMO), "--corpus", "demo"]) == 0
    return home


@pytest.fixture
def typed(readme_home, tmp_path, monkeypatch, capsys):
    """Return what runs one command and gives what it printed."""
    monkeypatch.setenv("PLAINSPOKEN_HOME", str(readme_home))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(DEMO / "model_cards" / "larder-demand", tmp_path / YOURS)

    def run(words):
        assert cli.main(words) == 0
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


def test_the_demo_tells_ana_what_it_does_not_tell_a_visitor(typed, readme_home):
    page = (ROOT / "docs" / "how-to" / "decide-who-sees-what.md").read_text(encoding="utf-8")
    shutil.copy(DEMO / "access.toml", readme_home)
    visitor, ana = (typed(words) for words in commands_of(page.replace(".venv/bin/", "")))

    assert "supplier-quillmark.md" not in visitor
    assert "supplier-quillmark.md" in ana
