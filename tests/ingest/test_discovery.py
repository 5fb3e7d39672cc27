import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from plainspoken.errors import UsageError
from plainspoken.ingest import Duplicates, Limits, Refused, Skipped, discover, parse, parsing
from plainspoken.passages import Document
from tests.ingest import making
from tests.ingest.making import read_bytes


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "docs"
    (root / "b" / ".git").mkdir(parents=True)
    (root / "b" / "two.md").write_text("# Two\n\nWords of two.\n")
    (root / "one.MD").write_text("# One\n\nWords of one.\n")
    (root / "picture.png").write_bytes(b"\x89PNG")
    (root / "b" / "~$report.docx").write_bytes(b"\x03Ana")
    (root / "b" / ".~lock.report.docx#").write_text("Ana")
    (root / "_plainspoken.toml").write_text("")
    (tmp_path / "secret.md").write_text("not yours")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "around").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nothing")
    os.mkfifo(root / "pipe.md")
    return root


def test_files_are_found_in_order_and_the_rest_is_passed_over_with_a_reason(folder):
    found = discover([folder])

    assert [one.relative for one in found.files] == ["b/two.md", "one.MD"]
    assert {one.path: one.why for one in found.skipped} == {
        "_plainspoken.toml": "metadata of its folder",
        "around": "a link within the folder",
        "b/.git": "hidden",
        "b/.~lock.report.docx#": "hidden",
        "b/~$report.docx": "lock of a document that is open",
        "gone.md": "a link to nothing",
        "out.md": "a link out of the folder",
        "picture.png": "unknown kind of file (.png)",
        "pipe.md": "a device, pipe or socket, not a file",
    }


@contextmanager
def without_privileges():
    """Be nobody for a while: root may open everything."""
    before = os.geteuid()
    os.seteuid(before or 65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def shared():
    """Return a folder that is not only its owner's to enter."""
    with TemporaryDirectory() as made:
        root = Path(made)
        root.chmod(0o755)
        yield root
        for one in root.iterdir():
            one.chmod(0o755)


@pytest.mark.parametrize(
    ("mode", "refused"),
    [
        pytest.param(
            0o000, {"closed": "cannot be opened: nothing in it was read (Permission denied)"}, id="unreadable"
        ),
        pytest.param(0o644, {"closed/b.md": "cannot be examined (Permission denied)"}, id="listed-but-not-entered"),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_by_name_and_the_rest_goes_on(shared, mode, refused):
    for name in ("a.md", "closed/b.md", "z.md"):
        (shared / name).parent.mkdir(exist_ok=True)
        (shared / name).write_text("Words.\n")
    (shared / "closed").chmod(mode)
    with without_privileges():
        found = discover([shared])
        alone = discover([shared / "closed"])

    assert [one.relative for one in found.files] == ["a.md", "z.md"]
    assert {one.path: one.why for one in found.refused} == refused
    assert [one.why for one in alone.refused] == list(refused.values())
    assert found.skipped == ()


def test_a_name_that_is_no_text_is_refused_as_its_bytes_are(tmp_path):
    root = os.fsencode(tmp_path / "docs")
    os.makedirs(root + b"/caf\xe9/deep")
    for name in (b"/a.md", b"/caf\xe9/b.md", b"/caf\xe9/deep/c.md", b"/d\xe9.md", b"/e\xe9.png"):
        Path(os.fsdecode(root + name)).write_text("Words.\n")
    found = discover([tmp_path / "docs"])
    below = discover([Path(os.fsdecode(root + b"/caf\xe9/deep"))])

    assert [one.relative for one in found.files] == ["a.md"]
    assert [one.path for one in found.refused] == ["caf\\xe9", "d\\xe9.md"]
    assert [one.path for one in found.skipped] == ["e\\xe9.png"]
    assert (below.files, [one.path for one in below.refused]) == ((), ["deep"])


def test_a_file_given_by_name_is_cited_by_its_name_and_read_once(folder):
    found = discover([folder / "b" / "two.md", folder / "b"])

    assert [(one.relative, one.root.name) for one in found.files] == [("two.md", "b")]


def test_a_path_that_does_not_exist_is_a_wrong_call(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        discover([tmp_path / "nowhere"])


def hostile(root: Path) -> Path:
    """Fill a folder with sound files and ones that are not."""
    root.mkdir()
    (root / "a.md").write_text("# A\n\nSound words.\n")
    (root / "b.docx").write_bytes(making.zip_bomb_bytes())
    (root / "c.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    (root / "d.json").write_text("[" * 100_000)
    (root / "e.json").write_text('{"name": "settings"}')
    (root / "f.txt").write_bytes(b"")
    (root / "z.md").write_text("# Z\n\nThe last words.\n")
    return root


def kinds_of(results):
    return [(one.path, type(one)) for one in results]


def test_the_child_reads_in_order_and_refuses_by_name(tmp_path):
    files = discover([hostile(tmp_path / "docs")]).files
    seen = []
    results = list(
        parse(files, corpus="demo", default_access=("everyone",), progress=lambda one: seen.append(one.relative))
    )

    assert kinds_of(results) == [
        ("a.md", Document), ("b.docx", Refused), ("c.pdf", Refused), ("d.json", Refused), ("e.json", Skipped),
        ("f.txt", Refused), ("z.md", Document),
    ]  # fmt: skip
    assert seen == [one.path for one in results]
    assert "zip bomb" in results[1].why
    assert "empty" in results[5].why
    assert results[0].passages[0].text == "Sound words."
    assert results[0].passages[0].rule.key == "['everyone']"


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        pytest.param("while True: pass", "took longer than 1 s", id="endless"),
        pytest.param("import re; re.match(r'(a+)+$', 'a' * 40 + 'b')", "took longer than 1 s", id="endless-in-c"),
        pytest.param("bytearray(4 << 30)", "needed more than 1 GB of memory", id="greedy"),
        pytest.param("import os; os.abort()", "crashed the parser", id="abort"),
        pytest.param("import os; os._exit(3)", "crashed the parser \\(exit 3\\)", id="exit"),
        pytest.param("import socket; socket.create_connection(('127.0.0.1', 9))", "tried to socket", id="calls-home"),
        pytest.param("import os; os.system('true')", "tried to os.system", id="starts-a-program"),
        pytest.param("raise KeyError('x')", "cannot be parsed", id="surprise"),
    ],
)
def test_a_parser_that_misbehaves_costs_one_file(tmp_path, monkeypatch, behaviour, why):
    module = f"""
from plainspoken.ingest import child
plain = child.read
def read(source, *, count):
    if source.path == "bad.md":
        {behaviour}
    return plain(source, count=count)
child.read = read
child.main()
"""
    (tmp_path / "stub_child.py").write_text(module)
    root = tmp_path / "docs"
    root.mkdir()
    for name in ("a.md", "bad.md", "c.md"):
        (root / name).write_text(f"Words of {name}.\n")
    monkeypatch.setattr(parsing, "MODULE", "stub_child")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path(parsing.__file__).parents[2])]))
    limits = Limits(seconds=1.0)
    results = list(parse(discover([root]).files, corpus="demo", default_access=("everyone",), limits=limits))

    assert kinds_of(results) == [("a.md", Document), ("bad.md", Refused), ("c.md", Document)]
    assert pytest.importorskip("re").search(why, results[1].why), results[1].why


def test_the_child_gives_what_this_process_gives(tmp_path):
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text(
        "---\nrestricted: {salary: hr}\nvalid_to: 2025-12-31\n---\n# T\n\nSalary: 81,250\n\nTeam: ML\n"
    )
    (first,) = parse(discover([root]).files, corpus="demo", default_access=("staff",))
    (second,) = parse(discover([root]).files, corpus="demo", default_access=("staff",))

    assert first == second
    assert first.hidden
    assert first.metadata.window.last.isoformat() == "2025-12-31"
    assert len({p.rule.key for p in first.passages}) == 2


def test_the_child_finds_the_hubs_cache_where_this_process_does(monkeypatch):
    places = {name: f"/somewhere/{name.lower()}" for name in ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME")}
    for name, place in places.items():
        monkeypatch.setenv(name, place)
    monkeypatch.setenv("HF_TOKEN", "a-secret")

    passed_on = parsing.environment()

    assert places.items() <= passed_on.items()
    assert "HF_TOKEN" not in passed_on


def test_a_swapped_in_link_is_not_followed(tmp_path):
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text("Words.\n")
    files = discover([root]).files
    (tmp_path / "secret.md").write_text("not yours")
    (root / "a.md").unlink()
    (root / "a.md").symlink_to(tmp_path / "secret.md")
    (result,) = parse(files, corpus="demo", default_access=("everyone",))

    assert isinstance(result, Refused)
    assert "cannot be read" in result.why


def test_documents_alike_word_for_word_or_nearly_are_grouped():
    words = [f"word{n}" for n in range(200)]
    near = [*words[:100], "changed", *words[101:]]
    texts = {"a.md": words, "b.md": near, "c.md": words[::-1], "d.md": ["short"], "e.md": ["short"], "f.md": ["brief"]}
    seen = Duplicates()
    for name, text in texts.items():
        seen.add(read_bytes(name, " ".join(text) + "\n"))

    assert seen.groups() == (("a.md", "b.md"), ("d.md", "e.md"))
    assert Duplicates().groups() == ()
