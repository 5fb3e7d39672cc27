import datetime

import pytest

from plainspoken.access import NOBODY, rule_for
from plainspoken.ingest.declared import Declared, matches
from plainspoken.validity import Window
from tests.ingest.making import read_bytes, read_file

DAY = datetime.date


def known(matter, body="Words that say something.\n", name="note.md"):
    return read_bytes(name, f"---\n{matter}\n---\n{body}").metadata


@pytest.mark.parametrize(
    ("line", "rule", "problem"),
    [
        pytest.param("title: x", rule_for("everyone"), None, id="absent-is-the-corpus-default"),
        pytest.param("access: hr", rule_for("hr"), None, id="one-group"),
        pytest.param("access: [hr, Leads]", rule_for("hr", "Leads"), None, id="several-as-written"),
        pytest.param("Access: hr", rule_for("hr"), None, id="key-in-any-case"),
        pytest.param("access:", NOBODY, "empty", id="null"),
        pytest.param("access: []", NOBODY, "empty", id="empty-list"),
        pytest.param("access: ''", NOBODY, "empty", id="empty-string"),
        pytest.param("access: 7", NOBODY, "neither", id="number"),
        pytest.param("access: {hr: true}", NOBODY, "neither", id="mapping"),
        pytest.param("access: [hr, 7]", NOBODY, "neither", id="mixed-list"),
        pytest.param("access: [hr", NOBODY, "cannot be read", id="broken-yaml"),
        pytest.param("title: [x\naccess: hr", NOBODY, "cannot be read", id="broken-elsewhere"),
        pytest.param("access: hr\naccess: everyone", NOBODY, "twice", id="said-twice"),
        pytest.param("a: &a [x, x]\nb: &b [*a, *a]\naccess: hr", rule_for("hr"), None, id="few-aliases"),
        pytest.param(
            "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12)),
            NOBODY,
            "aliases",
            id="alias-bomb",
        ),
        pytest.param(
            "access: hr\nmodel-index:\n" + "- {type: map_at_10, value: 76.1}\n" * 5_000,
            rule_for("hr"),
            None,
            id="results-of-many-tasks",
        ),
        pytest.param(
            "a: &a [" + "x, " * 900 + "]\nb: [" + "*a, " * 900 + "]\naccess: hr", NOBODY, "aliases", id="alias-squared"
        ),
        pytest.param("access: hr\nnotes: " + "x" * 1_500_000, NOBODY, "are no metadata", id="a-book"),
        pytest.param("restricted: salary", NOBODY, "no mapping", id="restriction-without-groups"),
        pytest.param("restricted: {pay: hr, pay: everyone}", NOBODY, "'pay' stands twice", id="a-field-said-twice"),
    ],
)
def test_access_is_read_or_nobody_may_see_the_document(line, rule, problem):
    metadata = known(line)

    assert metadata.rule == rule
    assert (problem is None) == (metadata.problems == ())
    assert problem is None or problem in " ".join(metadata.problems)


@pytest.mark.parametrize("day", ["2026-13-40", "2026-02-30"])
def test_a_day_that_does_not_exist_is_reported_and_hides_nothing(day):
    metadata = known(f"access: [hr]\nvalid_to: {day}\nvalid_from: 2026-01-01")

    assert metadata.rule == rule_for("hr")
    assert metadata.window == Window(DAY(2026, 1, 1), None)
    assert [problem for problem in metadata.problems if "is ignored" in problem] == [
        f"valid_to: {day!r} is no date, it is ignored"
    ]


def test_toml_that_is_too_long_to_be_told_apart_closes_the_document():
    metadata = read_bytes("a.md", f'+++\naccess = "hr"\nnotes = "{"x" * 64_000}"\n+++\nWords.\n').metadata

    assert metadata.rule == NOBODY
    assert "are no metadata" in metadata.problems[0]


def test_front_matter_that_is_never_closed_but_names_access_closes_the_document():
    metadata = read_bytes("a.md", "---\naccess: [hr]\n\n# Pay\n\nAll of it.\n").metadata

    assert metadata.rule == NOBODY
    assert "not closed" in metadata.problems[0]


def test_a_rule_across_the_page_is_no_front_matter():
    document = read_bytes("a.md", "---\n\nJust words here.\n\n---\n\nAnd more.\n")

    assert document.metadata.problems == ()
    assert document.metadata.rule == rule_for("everyone")
    assert "Just words here." in document.passages[0].text


@pytest.mark.parametrize(
    ("lines", "first", "last", "problem"),
    [
        pytest.param("valid_from: 2025-03-04", DAY(2025, 3, 4), None, None, id="date"),
        pytest.param("valid_from: '2025-03-04'", DAY(2025, 3, 4), None, None, id="string"),
        pytest.param("valid_from: 2025-03-04 10:30:00", DAY(2025, 3, 4), None, None, id="moment"),
        pytest.param("valid_from: 4 March 2025", DAY(2025, 3, 4), None, None, id="written-out"),
        pytest.param(
            "valid_from: March 2025\nvalid_to: March 2025", DAY(2025, 3, 1), DAY(2025, 3, 31), None, id="month"
        ),
        pytest.param("valid_from: 2025\nvalid_to: 2025", DAY(2025, 1, 1), DAY(2025, 12, 31), None, id="year"),
        pytest.param("valid_to: 2025-02-30", None, None, "", id="no-such-day"),
        pytest.param("valid_from: soon", None, None, "'soon' is no date", id="no-date"),
        pytest.param(
            "valid_from: 2025-02-01\nvalid_to: 2025-01-01",
            DAY(2025, 2, 1),
            DAY(2025, 1, 1),
            "never in force",
            id="backwards",
        ),
    ],
)
def test_declared_days_are_read_or_reported(lines, first, last, problem):
    metadata = known(lines)

    assert (metadata.window.first, metadata.window.last) == (first, last)
    assert (problem is None) == (metadata.problems == ())
    assert problem is None or problem in " ".join(metadata.problems)


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        pytest.param("adr.md", "# 7. X\n\nDate: 2019-06-24\n\nWords.\n", DAY(2019, 6, 24), id="date-line"),
        pytest.param(
            "a.md",
            "# X\n\n**Effective from:** 1 March 2025\n\nDate: 2025-02-01\n",
            DAY(2025, 3, 1),
            id="effective-wins",
        ),
        pytest.param("a.md", "| Last updated | 3 May 2025 |\n|---|---|\n| a | b |\n", DAY(2025, 5, 3), id="table-row"),
        pytest.param("a.txt", "This policy is valid from 2025-05-01 for all shops.\n", DAY(2025, 5, 1), id="sentence"),
        pytest.param("2025-03-10-weekly.md", "Numbers.\n", DAY(2025, 3, 10), id="file-name"),
        pytest.param("weekly-2025-W10.md", "Numbers.\n", DAY(2025, 3, 3), id="week-in-file-name"),
        pytest.param("release-10.2025.md", "In 2025 we sold 2024-12-01 units.\n", None, id="a-date-in-passing-is-none"),
    ],
)
def test_undeclared_days_are_inferred_and_marked(name, text, first):
    metadata = read_bytes(name, text).metadata

    assert metadata.window.first == first
    assert ("valid_from" in metadata.inferred) == (first is not None)


@pytest.mark.parametrize(
    ("text", "status", "by", "of"),
    [
        pytest.param(
            "# 4. DNS\n\n## Status\n\nSuperseded by [DNS](0015-dns.md)\n\n## Context\n\nx\n",
            "superseded",
            ("0015-dns.md",),
            (),
            id="adr",
        ),
        pytest.param("# X\n\nStatus: Superseded by ADR 0012.\n", "superseded", ("ADR 0012",), (), id="line"),
        pytest.param(
            "# X\n\n## Status\n\nAccepted\n\nSupersedes [0003](0003-net.md).\n",
            "accepted",
            (),
            ("0003-net.md",),
            id="the-newer",
        ),
        pytest.param(
            "# X\n\n## Status\n\nPartly superseded\n\n## Context\n", "partly superseded", (), (), id="in-part"
        ),
        pytest.param("# X\n\nReplaces: old/plan.md, Plan B\n", None, (), ("old/plan.md", "Plan B"), id="replaces"),
        pytest.param("# X\n\nThis replaces the oven.\n", None, (), (), id="only-prose"),
    ],
)
def test_status_lines_tell_what_supersedes_what(text, status, by, of):
    metadata = read_bytes("adr.md", text + "\nWords.\n").metadata

    assert (metadata.status, metadata.superseded_by, metadata.supersedes) == (status, by, of)


def test_the_status_of_a_proposal_names_all_that_replaced_it():
    text = (
        "X\n=\n\n:Status: Withdrawn (superseded by :ref:`SLEP007 <slep_007>` and :ref:`SLEP018 <slep_018>`)\n\nWords.\n"
    )
    metadata = read_bytes("proposal.rst", text).metadata

    assert (metadata.status, metadata.superseded_by) == ("withdrawn", ("SLEP007", "SLEP018"))


@pytest.mark.parametrize(
    ("glob", "name", "expected"),
    [
        ("contracts/*.md", "contracts/a.md", True),
        ("contracts/*.md", "contracts/old/a.md", False),
        ("contracts/**", "contracts/old/a.md", True),
        ("**/a.md", "a.md", True),
        ("*.md", "deep/down/a.md", True),
        ("a?.md", "ab.md", True),
        ("*.md", "a.txt", False),
        ("vertr\u00e4ge/*.md", "vertra\u0308ge/a.md", True),
        ("vertra\u0308ge/*.md", "vertr\u00e4ge/a.md", True),
        ("[\u00e4]*", "a\u0308.md", True),
    ],
)
def test_globs_match_like_in_ignore_files(glob, name, expected):
    assert matches(glob, name) is expected


def test_the_nearest_folder_wins_and_front_matter_beats_it(tmp_path):
    (tmp_path / "pay").mkdir()
    (tmp_path / "_plainspoken.toml").write_text(
        '["*.md"]\naccess = ["staff"]\nowner = "Root"\nrestricted = {bonus = ["hr"]}\n'
    )
    (tmp_path / "pay" / "_plainspoken.toml").write_text('["*.md"]\naccess = ["hr"]\nvalid_from = 2025-01-01\n')
    (tmp_path / "pay" / "a.md").write_text("---\nowner: Near\nrestricted: {salary: hr}\n---\nWords.\n")
    metadata = read_file(tmp_path / "pay" / "a.md", tmp_path).metadata

    assert metadata.rule == rule_for("hr")
    assert (metadata.owner, metadata.window.first) == ("Near", DAY(2025, 1, 1))
    assert metadata.restricted == {"bonus": ("hr",), "salary": ("hr",)}
    assert not metadata.inferred & {"owner", "valid_from"}


@pytest.mark.parametrize("content", [b"[broken", b"\xff\xfe", b'["*.md"]\naccess = 3\n'])
def test_a_folder_file_that_cannot_be_read_hides_its_folder(tmp_path, content):
    (tmp_path / "_plainspoken.toml").write_bytes(content)
    (tmp_path / "a.md").write_text("Words.\n")
    metadata = read_file(tmp_path / "a.md", tmp_path).metadata

    assert metadata.rule == NOBODY
    assert metadata.problems


def test_the_files_of_the_folders_above_count_when_a_part_is_ingested(tmp_path):
    (tmp_path / "docs" / "contracts").mkdir(parents=True)
    (tmp_path / "_plainspoken.toml").write_text('owner = "Top"\nstage = "poc"\n')
    (tmp_path / "docs" / "_plainspoken.toml").write_text(
        '["contracts/*.md"]\naccess = ["finance"]\nowner = "Ada"\nacess = 1\n'
    )
    (tmp_path / "docs" / "contracts" / "a.md").write_text("Words.\n")
    metadata = read_file(tmp_path / "docs" / "contracts" / "a.md", tmp_path / "docs" / "contracts").metadata

    assert (metadata.rule, metadata.owner, metadata.stage) == (rule_for("finance"), "Ada", "poc")
    assert metadata.problems == ("unknown key 'acess' in ../_plainspoken.toml",)


def test_a_file_above_that_anyone_may_have_left_there_closes_what_lies_below(tmp_path, monkeypatch):
    (tmp_path / "public" / "docs").mkdir(parents=True)
    (tmp_path / "public" / "_plainspoken.toml").write_text('access = ["everyone"]\n')
    (tmp_path / "public" / "docs" / "a.md").write_text("Words.\n")
    owner = (tmp_path / "public" / "_plainspoken.toml").stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    monkeypatch.setattr("plainspoken.ingest.declared.ROOT", owner + 2)
    ours = read_file(tmp_path / "public" / "docs" / "a.md", tmp_path / "public" / "docs").metadata
    (tmp_path / "public").chmod(0o1777)
    open_to_all = read_file(tmp_path / "public" / "docs" / "a.md", tmp_path / "public" / "docs").metadata

    assert ours.rule == rule_for("everyone")
    assert open_to_all.rule == NOBODY
    assert "../_plainspoken.toml cannot be read" in open_to_all.problems[0]


@pytest.mark.parametrize(
    ("content", "rule", "problems"),
    [
        pytest.param('acces = ["hr"]\n', rule_for("everyone"), ["unknown key 'acces'"], id="a-key-of-the-folder"),
        pytest.param('["*.md"]\nacces = "hr"\n', rule_for("everyone"), ["unknown key 'acces'"], id="a-key-of-a-glob"),
        pytest.param('"pay/*.md" = ["hr"]\n', NOBODY, ["'pay/*.md' in _plainspoken.toml is no table"], id="no-table"),
        pytest.param('"other/*.md" = ["hr"]\n', rule_for("everyone"), [], id="no-table-for-others"),
        pytest.param('access = "hr"\nAccess = "everyone"\n', NOBODY, ["'access' stands twice"], id="twice"),
        pytest.param(
            '["*.md"]\naccess = "hr"\nACCESS = "x"\n', NOBODY, ["'access' stands twice"], id="twice-in-a-glob"
        ),
        pytest.param('access = "x"\n["*.md"]\naccess = "hr"\n', rule_for("hr"), [], id="a-glob-after-the-folder"),
    ],
)
def test_what_is_misspelt_in_a_folder_file_is_told_and_opens_nothing(tmp_path, content, rule, problems):
    (tmp_path / "pay").mkdir()
    (tmp_path / "_plainspoken.toml").write_text(content)
    (tmp_path / "pay" / "a.md").write_text("Words.\n")
    metadata = read_file(tmp_path / "pay" / "a.md", tmp_path).metadata

    assert metadata.rule == rule
    assert len(metadata.problems) == len(problems)
    assert all(start in told for start, told in zip(problems, metadata.problems, strict=True))


@pytest.mark.parametrize(
    ("name", "data", "twice"),
    [
        pytest.param("a.json", '{"model_name": "m", "access": "hr", "access": "everyone"}', "access", id="json"),
        pytest.param("a.json", '{"model_name": "m", "Access": "hr", "access": "everyone"}', "access", id="json-cases"),
        pytest.param(
            "a.json", '{"model_name": "m", "restricted": {"pay": "hr", "pay": "everyone"}}', "pay", id="json-field"
        ),
        pytest.param("a.md", '+++\nAccess = "hr"\naccess = "everyone"\n+++\nWords.\n', "access", id="toml"),
        pytest.param("a.json", '{"model_name": "m", "access": "hr"}', None, id="once"),
        pytest.param(
            "a.json", '{"model_name": "m", "owner": "x", "owner": "y", "access": "hr"}', None, id="another-key"
        ),
    ],
)
def test_who_may_see_a_document_is_said_once_or_nobody_may(name, data, twice):
    metadata = read_bytes(name, data).metadata

    assert metadata.rule == (NOBODY if twice else rule_for("hr"))
    assert [one for one in metadata.problems if "twice" in one] == [
        one for one in metadata.problems if one.startswith(f"{twice!r} stands twice")
    ]
    assert bool(twice) == bool(metadata.problems)


def test_a_corpus_without_default_access_is_closed():
    metadata = read_bytes("a.md", "Words.\n", access=(), folders=Declared()).metadata

    assert metadata.rule == NOBODY
    assert metadata.problems


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        pytest.param("a.md", "Intro.\n\n## Data\n\nx\n\n## Limits\n\ny\n", "a", id="a-section-is-no-title"),
        pytest.param("a.md", "## Pricing [draft](x.md)\n\nWords.\n", "Pricing draft", id="the-only-heading-is"),
        pytest.param("plan-b.txt", "words\n", "plan-b", id="file-name"),
    ],
)
def test_a_title_is_inferred_from_the_heading_or_the_file(name, text, title):
    metadata = read_bytes(name, text).metadata

    assert metadata.title == title
    assert "title" in metadata.inferred
