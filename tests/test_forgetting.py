"""What is forgotten is in no byte of the home, nor of a server's tables, and takes nothing else along."""

import json
import os
import shutil
import subprocess
import unicodedata
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plainspoken import cli
from plainspoken.access import Principal
from plainspoken.conversations import Question
from plainspoken.errors import NotFoundError, UsageError
from plainspoken.forgotten import BLANK, Forgotten, blanked, words_of
from plainspoken.ledger import Examined, Reading, Review, Run, reading_of
from plainspoken.librarian import Corpus, forget, keep, lift
from plainspoken.redacted import PrivateSpan
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.conftest import DAY, open_assistant
from tests.databases import database, files_of, rows_of
from tests.fakes import told

LEDGER = "PLAINSPOKEN_LEDGER__URL"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERSON = "Zélie Okonkwo"
TRACES = ("Zélie", "Zelie", "Okonkwo", "zokonkwo")
PEOPLE = """---
title: Handover by Zélie Okonkwo
owner: Zélie Okonkwo
---
# Handover by Zélie Okonkwo

Zélie Okonkwo (zelie.okonkwo@brook.example, @zokonkwo) hands the Brook index over to Ruth Vandermeer.
Zélie said that the nightly job takes 41 minutes. Mail goes to Okonkwo, Zélie.
"""
MORE = "\nThe index holds 12,000 rows.\n"
OTHER = """# Rota

Ruth Vandermeer keeps the rota. The rota has 9 places.
"""
ASKED = "How long does the nightly job take, and who said so?"


def bytes_of(home):
    """Return the content of every file, without its holes: the index keeps megabytes of nothing; and of the tables."""
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and not path.is_symlink()]
    content = {path: b"".join(written(path)) for path in files}
    url = os.environ.get(LEDGER)
    return content | ({Path("rows"): rows_of(url), Path("files"): files_of(url)} if url else {})


def written(path):
    """Yield the stretches of a file that were ever written."""
    with path.open("rb") as file:
        size, end = path.stat().st_size, 0
        while end < size:
            try:
                start = os.lseek(file.fileno(), end, os.SEEK_DATA)
            except OSError:  # only a hole is left
                return
            end = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            file.seek(start)
            yield file.read(end - start)


def forms_of(value):
    """Return a value as it can stand in a file: plain, composed or not, in JSON, and in UTF-16."""
    forms = {unicodedata.normalize(form, value) for form in ("NFC", "NFD")}
    forms |= {form.upper() for form in forms} | {form.lower() for form in forms}
    plain = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return plain | {json.dumps(form)[1:-1].encode() for form in forms}


def traces(home, values=TRACES):
    return {
        (path.name, value)
        for path, content in bytes_of(home).items()
        for value in values
        if any(form in content for form in forms_of(value))
    }


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "handover.md").write_text(PEOPLE + MORE, encoding="utf-8")
    (folder / "rota.md").write_text(OTHER, encoding="utf-8")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def original(request, tmp_path_factory):
    """Return a folder, a home with two documents, two versions of one, answers, a conversation and feedback, and where
    its ledger is, if not in it."""
    folder, home = tmp_path_factory.mktemp("forgetting") / "notes", tmp_path_factory.mktemp("home")
    if request.param == "sqlite":
        live(home, folder)
        yield folder, home, None
        return
    server = request.getfixturevalue("postgresql")
    with database(server, "original") as url:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(LEDGER, url)
            live(home, folder)
        yield folder, home, server


def live(home, folder):
    """Fill a home."""
    write(folder)
    (folder / "handover.md").write_text(PEOPLE, encoding="utf-8")
    ingest(home, folder)
    write(folder)
    ingest(home, folder)
    assistant = open_assistant(home)
    answer = assistant.ask(Question(ASKED, DAY, conversation="c"))
    assistant.ask(Question("Who is Zélie Okonkwo?", DAY, conversation="c"))
    assistant.ask(Question("Who keeps the rota?", DAY))
    assistant.feedback(answer.id, Principal(), rating="up", text="Zélie Okonkwo told me too.")
    assistant.close()
    engines = Engines(load(None, {"home": home}))
    about = {"document": "handover.md"}
    engines.ledger.keep_run(Run("r1", "eval", NOON, about, details=json.dumps({"asked": ["Who is Zélie Okonkwo?"]})))
    engines.ledger.keep_run(Run("r2", "eval", NOON, about, details="Okonkwo, Zélie"))
    case = {"question": "Who is Zélie Okonkwo?", "answer": "Zélie Okonkwo hands over.", "principal": ""}
    case["quotes"] = (("handover.md", "Zélie Okonkwo"),)
    engines.ledger.keep_examined([Examined("s", "q1", "extractive", 0, NOON, as_of=DAY, **case)])
    engines.ledger.keep_review(Review("v1", "verdict", "s", "q1", "ruth", NOON, note="Ask Zélie Okonkwo."))
    engines.close()


@pytest.fixture
def folder(original):
    write(original[0])
    return original[0]


@pytest.fixture
def lived_in(original, tmp_path, monkeypatch):
    """Return a copy of the home, so that each test may forget in its own."""
    _, home, server = original
    subprocess.run(["cp", "-a", "--sparse=always", home, tmp_path / "home"], check=True)
    if server is None:
        yield tmp_path / "home"
        return
    with database(server, "mine", template="original") as url:
        monkeypatch.setenv(LEDGER, url)
        yield tmp_path / "home"


def ingest(home, folder):
    engines = Engines(load(None, {"home": home}))
    report = keep([folder], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    return report


def forgotten(home, value, **how):
    with closing(Engines(load(None, {"home": home}))) as engines:
        return forget(value, engines=engines, **how)


@pytest.mark.parametrize(
    ("stretches", "read"),
    [
        pytest.param([], "abcdef", id="nothing"),
        pytest.param([(1, 2), (3, 4)], f"a{BLANK}c{BLANK}ef", id="apart"),
        pytest.param([(1, 4), (2, 3), (3, 5)], f"a{BLANK * 4}f", id="overlapping"),
    ],
)
def test_what_is_blanked_keeps_its_place_and_its_length(stretches, read):
    assert blanked("abcdef", stretches) == read


def test_a_person_is_in_no_byte_of_the_home_and_the_documents_stay(lived_in, folder):
    before = traces(lived_in)

    told = forgotten(lived_in, PERSON)

    assert {value for _, value in before} == set(TRACES)
    assert ({"rows", "files"} if os.environ.get(LEDGER) else {"ledger.sqlite"}) <= {name for name, _ in before}
    assert traces(lived_in) == set()
    assert told.removed == ()
    assert told.blanked.keys() == {"default/handover.md"}
    assert told.files == (str(folder / "handover.md"),)
    assert told.conversations >= 1
    assert told.feedback == 1


def test_what_is_left_still_answers_with_verbatim_quotes(lived_in):
    forgotten(lived_in, PERSON)

    assistant = open_assistant(lived_in)
    job = assistant.ask(Question("How long does the nightly job take?", DAY))
    rota = assistant.ask(Question("Who keeps the rota?", DAY))
    text = assistant.document(job.citations[0].document_id, Principal(), job.citations[0].version).text
    assistant.close()

    assert "41 minutes" in job.text
    assert "Ruth Vandermeer" in rota.text
    assert all(text[c.start : c.end] == c.quote for c in job.citations)
    assert BLANK in text
    assert len(text) == len(PEOPLE + MORE)


def test_a_heading_that_was_blanked_is_searched_anew(lived_in):
    forgotten(lived_in, PERSON)
    with closing(Engines(load(None, {"home": lived_in}))) as engines:
        passages = engines.ledger.stock.all_passages(engines.ledger.stock.indexable())

    assert {each.passage.beside is None for each in passages if BLANK in each.heading} == {True}
    assert {each.passage.beside is None for each in passages if BLANK not in each.heading} == {False}


def test_a_person_stays_forgotten_when_the_file_changes(lived_in, folder):
    forgotten(lived_in, PERSON)
    (folder / "handover.md").write_text(PEOPLE + "\nIt was moved to rack 7.\n", encoding="utf-8")

    report = ingest(lived_in, folder)

    assert report.changed == ("handover.md",)
    assert traces(lived_in) == set()


def test_a_document_named_after_a_person_goes_as_a_whole_and_is_not_read_again(lived_in, folder):
    (folder / "zelie-okonkwo.md").write_text("# Goals\n\nShip the rack.\n", encoding="utf-8")
    ingest(lived_in, folder)

    told = forgotten(lived_in, PERSON)
    report = ingest(lived_in, folder)

    assert told.removed == ("default/zelie-okonkwo.md",)
    assert [finding.path for finding in report.skipped] == [f"{BLANK * 13}.md"]


def test_what_was_forgotten_can_be_let_in_again(lived_in, folder):
    forgotten(lived_in, PERSON)
    engines = Engines(load(None, {"home": lived_in}))
    lift("okonkwo, zelie", engines=engines)
    engines.close()
    forgotten(lived_in, "handover.md")

    ingest(lived_in, folder)

    assert {"rows" if os.environ.get(LEDGER) else "ledger.sqlite"} <= {
        name.removesuffix("-wal") for name, value in traces(lived_in) if value == "Okonkwo"
    }


@pytest.mark.parametrize("named", ["handover.md", "disk"])
def test_a_document_is_forgotten_with_its_versions_answers_and_placeholders(lived_in, folder, named):
    told = forgotten(lived_in, str(folder / "handover.md") if named == "disk" else named)

    assert told.removed == ("default/handover.md",)
    assert traces(lived_in, (*TRACES, "nightly job takes", "12,000 rows", "Ruth Vandermeer (")) == set()
    assert traces(lived_in, ("The rota has 9 places",)) != set()


def test_a_folder_is_forgotten_with_everything_in_it(lived_in, folder):
    assert forgotten(lived_in, str(folder)).removed == ("default/handover.md", "default/rota.md")
    assert traces(lived_in, ("Vandermeer", "nightly")) == set()


def test_a_dry_run_changes_nothing_and_says_the_same(lived_in):
    before = bytes_of(lived_in).keys()

    would = forgotten(lived_in, PERSON, dry=True)

    assert traces(lived_in) != set()
    assert bytes_of(lived_in).keys() == before
    assert forgotten(lived_in, PERSON) == would


def test_a_value_that_stands_in_what_reviewers_are_shown_alone_is_forgotten_too(lived_in):
    engines = Engines(load(None, {"home": lived_in}))
    shown = Examined("s", "q2", "extractive", 1, NOON, "Who came?", "", DAY, answer="Isaura Pemberton came.")
    engines.ledger.keep_examined([shown])
    engines.ledger.keep_review(Review("v2", "verdict", "s", "q2", "ruth", NOON, note="Isaura Pemberton did not."))
    engines.close()
    before = traces(lived_in, ["Pemberton"])

    told = forgotten(lived_in, "Isaura Pemberton")

    assert before
    assert (told.records, told.blanked, told.answers) == (2, {}, 0)
    assert traces(lived_in, ["Isaura", "Pemberton"]) == set()


@pytest.mark.parametrize("value", [PERSON, "handover.md"])
def test_what_evaluations_keep_of_documents_goes_with_whatever_is_forgotten(lived_in, value):
    copies = lived_in / "eval" / "people-0123" / "ledger.sqlite"
    copies.parent.mkdir(parents=True)
    copies.write_text(PEOPLE, encoding="utf-8")

    forgotten(lived_in, value, dry=True)
    is_left_by_a_dry_run = copies.is_file()
    forgotten(lived_in, value)

    assert is_left_by_a_dry_run
    assert not copies.parent.parent.exists()


@pytest.mark.parametrize(
    ("value", "went"),
    [
        pytest.param("?!", False, id="no-word"),
        pytest.param("nowhere.md", False, id="no-document"),
        pytest.param("Isaura Pemberton", True, id="a-value-that-may-stand-there"),
    ],
)
def test_what_is_said_to_be_kept_of_evaluations_is_kept(lived_in, value, went):
    copies = lived_in / "eval" / "ledger.sqlite"
    copies.parent.mkdir(parents=True)
    copies.write_text("Isaura Pemberton", encoding="utf-8")
    with pytest.raises((NotFoundError, UsageError)) as raised:
        forgotten(lived_in, value)

    assert copies.is_file() is not went
    assert ("nothing was forgotten" in str(raised.value)) is not went


def test_a_dry_run_leaves_to_others_what_a_killed_round_left(lived_in):
    with closing(Engines(load(None, {"home": lived_in}))) as engines:
        left = engines.ledger.stock.stage([staged_once_more()], on=DAY)
        forget(PERSON, engines=engines, dry=True)
        still = engines.ledger.stock.unpublished()

    assert still == left


def staged_once_more():
    """Return one of the documents as a round stages it."""
    document = told("rota.md", "The rota has 10 places.", corpus="default")
    return Reading(document, reading_of(document, level="internal", extraction="1"), "internal", "inputs", "finder")


def test_a_kill_before_the_files_are_written_anew_is_finished_by_the_next_round(lived_in, folder, monkeypatch):
    engines = Engines(load(None, {"home": lived_in}))
    with monkeypatch.context() as patch:
        patch.setattr("plainspoken.librarian.forgetting.finish", lambda _: None)
        forget(PERSON, engines=engines)
    engines.close()

    ingest(lived_in, folder)

    assert traces(lived_in) == set()
    assistant = open_assistant(lived_in)
    assert "41 minutes" in assistant.ask(Question("How long does the nightly job take?", DAY)).text
    assistant.close()


def test_a_reader_that_is_open_sees_it_go_at_once(lived_in):
    watching = open_assistant(lived_in)
    before = str(watching.documents(Principal()))
    engines = Engines(load(None, {"home": lived_in}))

    forget(PERSON, engines=engines)
    after = str(watching.documents(Principal()))
    watching.close()
    engines.close()

    assert "Okonkwo" in before
    assert "Okonkwo" not in after


@pytest.fixture
def command(lived_in, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAINSPOKEN_HOME", str(lived_in))

    def run(*arguments):
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return run


def test_forget_prints_one_json_object_and_ends_with_the_right_code(command):
    code, out, _ = command("forget", PERSON, "--json")
    again, _, err = command("forget", PERSON, "--json")

    assert (code, again) == (0, 1)
    assert json.loads(out)["blanked"].keys() == {"default/handover.md"}
    assert "nothing was forgotten" in err


@pytest.mark.parametrize("arguments", [(" ",), ("?!",), ("x", "--lift", "--dry-run"), ("x" * 501,)])
def test_what_cannot_be_forgotten_is_a_wrong_call(command, arguments):
    assert command("forget", *arguments)[0] == 2


@pytest.mark.parametrize(
    "mistyped", ["notes/handover", "handovers.md", "./zelie", "/Okonkwo/", "Zélie/Okonkwo", "notes\\okonkwo"]
)
def test_a_mistyped_path_is_no_value_unless_it_is_said_to_be_one(command, mistyped):
    code, _, err = command("forget", mistyped, "--dry-run")

    assert (code, "--value" in err) == (1, True)


@pytest.mark.parametrize("value", ["1/12/1980", "Mill Lane 3/4", "https://brook.example/zelie", "q. quill"])
def test_a_value_with_a_slash_that_is_no_path_is_looked_for(command, value):
    code, _, err = command("forget", value, "--dry-run")

    assert (code, "--value" in err) == (1, False)


def test_what_is_said_to_be_a_value_is_one_though_it_reads_like_a_path(command):
    code, out, _ = command("forget", "Okonkwo/Zélie", "--value", "--dry-run", "--json")

    assert (code, json.loads(out)["blanked"].keys()) == (0, {"default/handover.md"})


def test_a_person_is_not_forgotten_in_one_corpus_alone(command, lived_in):
    before = traces(lived_in)
    code, out, err = command("forget", PERSON, "--corpus", "default")
    lifted, _, _ = command("forget", PERSON, "--lift", "--corpus", "default")
    path, _, _ = command("forget", "handover.md", "--corpus", "default", "--dry-run")

    assert (code, out, lifted, path) == (2, "", 2, 0)
    assert "--corpus" in err
    assert traces(lived_in) == before


def forgets(value, *, tag=str):
    return Forgotten(words_of(value).tagged(tag), tag)


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        pytest.param("Ana Silva", "ANA SILVA and ana.silva@x.example", "█████████ and █████████@x.example", id="case"),
        pytest.param(
            "Ana Silva", "Silva, Ana; anasilva; asilva1 asilva", "██████████; ████████; asilva1 ██████", id="forms"
        ),
        pytest.param("Ana Silva", "Anas silvas, Ana. We met Silva", "Anas silvas, Ana. We met Silva", id="others"),
        pytest.param("Ana Silva", "Ana Silva met A. Silva", "█████████ met ████████", id="initial beside the whole"),
        pytest.param("Ana Silva", "Ana went. A. Silva too.", "Ana went. A. Silva too.", id="initial alone"),
        pytest.param("Müller", "MÜLLER, Muller, Mu\u0308ller", "██████, ██████, ███████", id="accents"),
        pytest.param("Mu\u0308ller", "MÜLLER, Muller, Mu\u0308ller", "██████, ██████, ███████", id="accents apart"),
        pytest.param(
            "José García",
            "Jose\u0301 Garci\u0301a, garci\u0301a jose\u0301.",
            f"{BLANK * 13}, {BLANK * 13}.",
            id="marks",
        ),
        pytest.param("José García", "Jo\u00adsé Gar\u200bcía\u00ad went", f"{BLANK * 14} went", id="invisible letters"),
        pytest.param("Ana Sé", "Ana Se\u0301 met A. Se\u0301.", f"{BLANK * 7} met {BLANK * 6}.", id="mark at the end"),
        pytest.param("ana@x.example", "Write to ana@x.example or ana.", "Write to █████████████ or ana.", id="address"),
        pytest.param("+43 660 1234567", "Call +43-660-1234567.", "Call +██████████████.", id="number"),
        pytest.param("Al Li", "Ali lial", "Ali lial", id="short handles are words"),
    ],
)
def test_a_value_is_known_in_all_its_forms(value, text, expected):
    assert forgets(value).blank(text) == expected


def test_a_private_span_goes_as_a_whole_and_bare_names_only_beside_the_full_one():
    text = "Ana Maria Silva left. Ana waved. Ana Berg stayed."
    spans = [PrivateSpan(0, 15, "PERSON"), PrivateSpan(22, 25, "PERSON"), PrivateSpan(33, 41, "PERSON")]

    gone = forgets("Ana Silva").stretches(text, spans)

    assert [text[start:end] for start, end in gone] == ["Ana Maria Silva", "Ana"]


def test_a_bare_name_is_known_though_its_accents_stand_apart():
    text = "Jose\u0301 Garci\u0301a left. Jose\u0301 waved. Jose\u0301 Be\u00adrg stayed."
    spans = [PrivateSpan(text.index(name), text.index(name) + 5, "PERSON") for name in ("Jose\u0301 waved",)]
    spans.append(PrivateSpan(text.index("Jose\u0301 Be"), text.index(" stayed"), "PERSON"))

    gone = forgets("José García").stretches(text, spans)

    assert [text[start:end] for start, end in gone] == ["Jose\u0301 Garci\u0301a", "Jose\u0301"]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        pytest.param("Garcia review", "██████ review", id="last-name"),
        pytest.param("Ana's plan of Garcias", "███'s plan of Garcias", id="first-name"),
        pytest.param("A. Garcia, and ana garcia", "█████████, and ██████████", id="initial-and-lower-case"),
        pytest.param("Garcia-Berg; la banana", "██████-Berg; la banana", id="no-part-of-a-word"),
    ],
)
def test_what_stands_above_a_text_is_blanked_by_what_was_blanked_in_it(above, expected):
    text = "Ana Garcia signed."
    forgotten = forgets("Ana Garcia")

    assert forgotten.beside(text, forgotten.stretches(text)).blank(above) == expected
    assert forgotten.beside("Ben Berg signed.", []).blank("Garcia review") == "Garcia review"


@pytest.mark.parametrize("order", ["ingested-first", "forgotten-first"])
def test_names_in_titles_and_headings_go_with_the_name_in_the_text(tmp_path, order):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "rack.md").write_text(
        "---\ntitle: Okonkwo review\n---\n# Okonkwo review\n\n## Zélie\n\nZélie Okonkwo signed for the rack.\n",
        encoding="utf-8",
    )
    (tmp_path / "notes" / "other.md").write_text("# Okonkwo bridge\n\nThe bridge is new.\n", encoding="utf-8")
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "a.md").write_text("Zélie Okonkwo came.\n", encoding="utf-8")
    if order == "forgotten-first":
        ingest(tmp_path / "home", tmp_path / "first")
        forgotten(tmp_path / "home", PERSON)
    ingest(tmp_path / "home", tmp_path / "notes")
    if order == "ingested-first":
        forgotten(tmp_path / "home", PERSON)
    with closing(Engines(load(None, {"home": tmp_path / "home"}))) as engines:
        stock = engines.ledger.stock
        found = [each for each in stock.all_passages(stock.indexable()) if each.edition.path != "a.md"]
    told = {each.edition.path: f"{each.heading}\n{each.passage.context}" for each in found}

    assert not any(name in told["rack.md"] for name in ("Okonkwo", "Zélie"))
    assert "Okonkwo bridge" in told["other.md"]


def test_a_home_that_another_vault_key_wrote_is_forgotten_too(lived_in):
    (lived_in / "vault.key").unlink()

    forgotten(lived_in, PERSON)

    assert traces(lived_in) == set()


def test_the_list_of_what_was_forgotten_does_not_tell_it(lived_in):
    forgotten(lived_in, PERSON)

    assert traces(lived_in, ("okonkwo", "zelie")) == set()
    assert b"forgotten " in b"".join(bytes_of(lived_in).values())
