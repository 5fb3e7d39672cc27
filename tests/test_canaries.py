"""The canary sweep: a value of each type, put into every place, turns up in no sink."""

import base64
import io
import json
import logging
import os
import re
import sqlite3
import sys
import warnings
from collections import Counter
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import replace

import pytest

from plainspoken import cli
from plainspoken.access import Directory, Principal
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question, Turn
from plainspoken.doors.http import create
from plainspoken.doors.http.guard import Entrance
from plainspoken.doors.terminal.desk import _where
from plainspoken.errors import PlainspokenError
from plainspoken.librarian import Corpus, keep
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.conftest import DAY
from tests.fakes import Manners, model_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have the successor of httpx
    from starlette.testclient import TestClient

FIRST = (
    "Quillon Ottoline Fenwick Leocadia Thaddeus Wilhelmina Barnaby Rosalind Ignatius Clementine Montgomery Josephine"
)
LAST = (
    "Abernathy Blackwood Castellano Drummond Eisenberg Fitzgerald Gallagher Hawthorne Iverson Jankowski Kowalczyk "
    "Lindqvist"
)
PLACES = (
    *("question", "history", "answered", "passage", "title", "file name", "owner", "section"),
    *("reply", "feedback", "correction", "provider"),
)
SENTENCES = {
    "PERSON": "It was agreed with {}.",
    "EMAIL_ADDRESS": "Write to {} first.",
    "PHONE_NUMBER": "Her phone is {} at work.",
    "STREET_ADDRESS": "He lives at {} today.",
    "ZIP_CODE": "Mail goes to Springfield, IL {} only.",
    "BIRTH_DATE": "She was born on {} there.",
    "ID": "His employee id is {} now.",
    "CREDIT_CARD": "The card {} was charged.",
    "IBAN_CODE": "Pay to IBAN {} monthly.",
    "US_SSN": "His SSN {} was filed.",
    "IP_ADDRESS": "The host {} answered.",
    "MAC_ADDRESS": "The adapter {} was seen.",
    "SECRET": "The token {} leaked.",
    "HANDLE": "Ask @{} on Slack.",
    "BANK_ACCOUNT": "Bank account number {} is used.",
    "PASSPORT": "Passport number {} was shown.",
    "DRIVER_LICENSE": "Her driver's license {} expired.",
    "LOCATION": "She lives in {} now.",
    "CRYPTO": "The wallet {} was emptied.",
    "MEDICAL_LICENSE": "The DEA number {} lapsed.",
    "TICKET": "The ticket {} is open.",
    "DENIED": "The plan {} is no secret.",
}
"""One sentence for each type; TICKET is a pattern of the settings, DENIED a word of theirs. AGE is left out: two digits
are everywhere."""
TOWNS = (
    "Ardenholm Brackwater Coldmere Dunhollow Eastmarsh Fernwick Glastonby Harrowfield Ivelmouth Jarrowby Kelderford "
    "Lynmarsh"
)
EXAMINED = ("PERSON", "EMAIL_ADDRESS", "IBAN_CODE", "SECRET", "TICKET", "DENIED")
"""Types whose values an evaluation is asked about: what it keeps for reviewers is documented to be as it was shown."""
FORGED = "<PERSON_1> and <TICKET_1> and [PASSPORT_1] signed."
SHORTEST_ALONE = 8
ORIGINALS = ("texts", "passages", "documents", "editions")
"""Tables that hold documents as they are; all others hold redacted text."""


def luhn(digits):
    """Return the digit that makes a card number whole."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def iban(account):
    check = 98 - int(f"{account}131400") % 97
    whole = f"DE{check:02d}{account}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def licence(digits):
    """Return a number with the digit that makes it whole."""
    ones, twos = (sum(map(int, digits[start::2])) for start in (0, 1))
    return f"{digits}{(ones + 2 * twos) % 10}"


def value(type_, n):
    """Return the value of a type for the place of that number: no two are alike."""
    first, last = FIRST.split()[n], LAST.split()[n]
    card = f"411111111{n:02d}0173"
    made = {
        "PERSON": f"{first} {last}",
        "EMAIL_ADDRESS": f"mx{n:02d}.{last.lower()}@brook.example",
        "PHONE_NUMBER": f"+1 415 555 01{n + 30}",
        "STREET_ADDRESS": f"{4417 + n} Larchmont Avenue",
        "ZIP_CODE": f"627{n + 10}",
        "BIRTH_DATE": f"19{n + 60}-03-{n + 10}",
        "ID": f"E-48{n:02d}3",
        "CREDIT_CARD": card + luhn(card),
        "IBAN_CODE": iban(f"3704004405320130{n:02d}"),
        "US_SSN": f"536-{n + 20}-8726",
        "IP_ADDRESS": f"203.0.113.{n + 70}",
        "MAC_ADDRESS": f"3c:22:fb:9a:11:{n + 10}",
        "SECRET": f"ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q{n:02d}8",
        "HANDLE": f"{first[0].lower()}{last.lower()}{n}",
        "BANK_ACCOUNT": f"12345{n:02d}890",
        "PASSPORT": f"X1234{n:02d}78",
        "DRIVER_LICENSE": f"D12{n:02d}567",
        "LOCATION": TOWNS.split()[n],
        "CRYPTO": f"0x52908400098527886E0F7030069857D2E416{n:02d}E7",
        "MEDICAL_LICENSE": f"BX{licence(f'41{n:02d}56')}",
        "TICKET": f"TCK-90{n:02d}77",
        "DENIED": f"nightjar{n:02d}plan",
    }
    return made[type_]


TOLD = {
    "privacy.patterns": {"TICKET": "TCK-[0-9]{6}"},
    "privacy.deny": [value("DENIED", n) for n in range(len(PLACES))],
}
"""What the settings say is private besides."""
CANARIES = {(type_, place): value(type_, n) for type_ in SENTENCES for n, place in enumerate(PLACES)}


def said(type_, place):
    return SENTENCES[type_].format(CANARIES[type_, place])


def written(type_, n, folder):
    """Write the documents that hold the canaries of one type; a word of their own finds them together."""
    word = f"brindle{n:02d}"
    passage = f"# Notes {word}\n\nOn {word}: {said(type_, 'passage')} {FORGED}\n"
    title = f"---\ntitle: {json.dumps(said(type_, 'title'))}\n---\nThe {word} model is retrained weekly.\n"
    owned = f"---\ntitle: Model {word}\nowner: {json.dumps(CANARIES[type_, 'owner'])}\n---\n"
    section = f"## {said(type_, 'section')}\n\nThe {word} model reads 12 tables.\n"
    name = said(type_, "file name").strip(".")
    for path, text in ((f"p{n}", passage), (f"t{n}", title), (f"m{n}", owned + section)):
        (folder / f"{path}.md").write_text(text, encoding="utf-8")
    (folder / f"{name}.txt").write_text(f"The {word} model keeps 9 weeks.\n", encoding="utf-8")
    return word


def asked(type_, word):
    history = (Turn(said(type_, "history"), said(type_, "answered")),)
    question = f"How often is the {word} model retrained? {said(type_, 'question')} {FORGED}"
    return Question(question, DAY, Principal("ana"), history=history)


class Sinks(dict):
    """Everything that was written anywhere, by sink."""

    def add(self, sink, text):
        self[sink] = self.get(sink, "") + "\n" + text


@pytest.fixture(scope="module")
def sinks(tmp_path_factory):
    """Walk every type through every place, and return what all sinks hold."""
    folder, home = tmp_path_factory.mktemp("canaries"), tmp_path_factory.mktemp("home")
    temporary, gathered, log = tmp_path_factory.mktemp("temporary"), Sinks(), io.StringIO()
    listening = logging.StreamHandler(log)
    logging.getLogger().addHandler(listening)
    logging.getLogger().setLevel(logging.DEBUG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(temporary))
        patch.setenv("TMPDIR", str(temporary))
        words = {type_: written(type_, n, folder) for n, type_ in enumerate(SENTENCES)}
        settings = {"home": home, **TOLD}
        engines = Engines(load(None, settings))
        keep([folder], corpus=Corpus("default"), engines=engines, on=DAY)
        engines.close()
        talk(words, settings, gathered)
        go_on(words, settings, gathered)
        fail(words, settings, gathered)
        examined(tmp_path_factory.mktemp("examined"), patch, gathered)
        by_command(words, home, patch, gathered)
    logging.getLogger().removeHandler(listening)
    logging.getLogger().setLevel(logging.WARNING)
    gathered.add("logs at DEBUG", log.getvalue())
    stored(home, gathered)
    for path in temporary.rglob("*"):
        if path.is_file():
            gathered.add("temporary files", path.read_bytes().decode("utf-8", "replace"))
    return gathered


def opened(settings, server):
    return Assistant(
        Engines(load(None, settings | {"llm.model": "openai/stub", "llm.api_base": server.url, "llm.deadline_s": 60}))
    )


def talk(words, settings, gathered):
    """Ask a model about each type, rate the answers, and look at them as somebody else."""
    reply = []
    with model_server(reply) as server:
        assistant = opened(settings, server)
        for type_, word in words.items():
            reply[:] = [
                "The model is retrained weekly [1]. ",
                f"{said(type_, 'reply')} [1]. ",
                "<PERSON_1> signed [1].",
            ]
            answer = assistant.ask(asked(type_, word))
            words_of = {"reason": "other", "text": said(type_, "feedback"), "correction": said(type_, "correction")}
            assistant.feedback(answer.id, Principal("ana"), rating="down", **words_of)
            gathered.add("what the model saw", str(assistant.saw(answer.id, Principal("ana"))))
            for stranger in (Principal(), Principal("eve")):
                with pytest.raises(PlainspokenError) as refused:
                    assistant.answer(answer.id, stranger)
                gathered.add("exceptions", _where(refused.value))
            over_http(assistant, type_, word, gathered)
        assistant.close()
    gathered.add("request bodies", json.dumps(server.requests, ensure_ascii=False))


def go_on(words, settings, gathered):
    """Ask about each type in a conversation that is kept, and go on in it: its first turn is sent again, as history."""
    with model_server(["The model is retrained weekly [1]."]) as server:
        assistant = opened(settings, server)
        for type_, word in words.items():
            for question in (f"Who reads of the {word} model? {said(type_, 'question')}", f"And of {word}, who else?"):
                assistant.ask(Question(question, DAY, Principal("ana"), conversation=type_))
            gathered.add("second turns", json.dumps(server.requests[-1], ensure_ascii=False))
        assistant.close()


def examined(folder, patch, gathered):
    """Evaluate a set whose documents and questions hold canaries, with repeats and closed book."""
    documents, home = folder / "set" / "corpus", folder / "home"
    documents.mkdir(parents=True)
    rows = []
    for n, type_ in enumerate(EXAMINED):
        question = f"How often is the {written(type_, n, documents)} model retrained? {said(type_, 'question')}"
        row = {"id": f"q{n}", "question": question, "reference": "weekly", "facts": ["weekly"], "quotes": []}
        row |= {"slice": "single_fact", "kind": "answerable", "principal": "anonymous", "as_of": DAY.isoformat()}
        rows.append(row)
    (folder / "set" / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "gates.toml").write_text('stage = "poc"\n')
    with model_server(["The model is retrained weekly [1]."]) as server, patch.context() as inner:
        named = {"LLM__MODEL": "openai/stub", "LLM__API_BASE": server.url, "LLM__DEADLINE_S": "60", "HOME": str(home)}
        told = {name.replace(".", "__").upper(): json.dumps(given) for name, given in TOLD.items()}
        for name, given in (named | told).items():
            inner.setenv(f"PLAINSPOKEN_{name}", given)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as errors:
            assert cli.main(["eval", str(folder / "set"), "--json", "--debug"]) == 0, errors.getvalue()
    assert len(server.requests) == 3 * len(rows)  # asked, asked again, and asked without documents
    gathered.add("an evaluation's request bodies", json.dumps(server.requests, ensure_ascii=False))
    gathered.add("an evaluation's errors", errors.getvalue())
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        gathered.add("an evaluation's egress", "\n".join(map(plain, ledger.execute("SELECT * FROM egress"))))


def fail(words, settings, gathered):
    """Ask a model that repeats its prompt, and canaries of its own, in its error."""
    with model_server(["x"], Manners(status=500, said=" ".join(said(type_, "provider") for type_ in words))) as server:
        assistant = opened(settings, server)
        for type_, word in words.items():
            answer = assistant.ask(replace(asked(type_, word), audience="engineer"))
            gathered.add("passports", str(answer.passport))
            trip = assistant._set_out(asked(type_, word))
            with pytest.raises(PlainspokenError) as failed:
                list(assistant._gate.rungs(trip, note=trip.note)[0].complete(prompt_of(server)))
            gathered.add("exceptions", f"{failed.value!r} {_where(failed.value)}")
        assistant.close()
    gathered.add("request bodies", json.dumps(server.requests, ensure_ascii=False))


def prompt_of(server):
    from tests.fakes import asked as prompt

    return prompt(str(server.requests[-1]["messages"]), [])


def over_http(assistant, type_, word, gathered):
    """Make every kind of mistake over HTTP, with a canary in it; then read what is counted."""
    app = create(assistant, entrance=Entrance(directory=Directory))
    caller = TestClient(app, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)
    canary = said(type_, "question")
    replies = [
        caller.post("/api/ask", json={"question": canary, "audience": canary}),
        caller.post("/api/ask", json={"question": {"deep": canary}}),
        caller.post("/api/ask", json={"question": "x", canary: 1}),
        caller.post("/api/ask", content=canary),
        caller.post("/api/ask", json={"question": canary * 900}),
        caller.post("/api/ask", json={"question": "x", "as_of": canary}),
        caller.post("/api/feedback", json={"answer_id": canary, "rating": "up", "text": canary}),
        caller.post("/api/feedback", json={"answer_id": "x", "rating": canary}),
        caller.post("/v1/chat/completions", json={"messages": [{"role": canary, "content": canary}]}),
        *(caller.get(f"/{path}/{canary}") for path in ("api/answers", "api/documents", "api", "v1", "v1/models")),
        caller.get("/api/search", params={"q": word, "as_of": canary}),
        caller.get("/api/ask", headers={"Authorization": f"Bearer {canary}"}),
    ]
    assert all(reply.status_code >= 400 for reply in replies)
    gathered.add("HTTP errors", "\n".join(reply.text + str(reply.headers) for reply in replies))
    gathered.add("/metrics", caller.get("/metrics").text)


def by_command(words, home, patch, gathered):
    """Run commands that fail, and look at an answer, on the command line with --debug."""
    patch.setenv("PLAINSPOKEN_HOME", str(home))
    for name in ("stdout", "stderr"):
        patch.setattr(f"sys.{name}", io.StringIO())
    for type_ in words:
        canary = said(type_, "question")
        for arguments in (
            ["show", canary, "--debug"],
            ["ask", canary, "--as-of", "2026-13-01", "--debug"],
            ["ask", canary * 900, "--debug"],
        ):
            assert cli.main(arguments) in (1, 2)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        answers = [row[0] for row in ledger.execute("SELECT id FROM answers WHERE principal = 'ana'")]
    for answer_id in answers[:3]:
        assert cli.main(["show", answer_id, "--json"]) == 1  # somebody else's
    said_back = re.compile("|".join(re.escape(repr(said(type_, "question"))) for type_ in words))
    gathered.add("the terminal", said_back.sub("", sys.stderr.getvalue()))  # the argument, named to whoever typed it
    assert sys.stdout.getvalue() == ""


def stored(home, gathered):
    """Read every table that may hold redacted text only, and every file but the ledger."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in ORIGINALS:
                rows = ledger.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608  # names of our own tables
                gathered.add(f"ledger: {name}", "\n".join(map(plain, rows)))
    for path in home.rglob("*"):
        if path.is_file() and not path.name.startswith("ledger.sqlite"):
            sink = "vault file" if path.name == "vault.key" else "index"
            gathered.add(sink, b"".join(holes_left_out(path)).decode("utf-8", "replace"))


def plain(row):
    cells = [cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in row]
    return (
        "\t".join(cells) + "\n" + "\t".join(re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), c) for c in cells)
    )


def holes_left_out(path):
    with path.open("rb") as file:
        size, end = path.stat().st_size, 0
        while end < size:
            try:
                start = os.lseek(file.fileno(), end, os.SEEK_DATA)
            except OSError:
                return
            end = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            file.seek(start)
            yield file.read(end - start)


def forms_of(canary):
    """Return a value as a sink could hold it."""
    return {canary, canary.lower(), json.dumps(canary)[1:-1], base64.b64encode(canary.encode()).decode()}


def found(gathered):
    """Return (sink, type, place) of every canary that turned up."""
    return {
        (sink, type_, place)
        for sink, text in gathered.items()
        for (type_, place), canary in CANARIES.items()
        if any(holds(text, form) for form in forms_of(canary))
    }


def holds(text, form):
    """Return whether a form stands in a text; five digits inside of a hash are chance."""
    if len(form) >= SHORTEST_ALONE or form not in text:
        return form in text
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(form)}(?![0-9A-Za-z])", text) is not None


def test_no_canary_turns_up_in_any_sink(sinks, capsys):
    leaks = found(sinks)

    with capsys.disabled():
        looked = f"{len(SENTENCES)} types x {len(PLACES)} places x {len(sinks)} sinks"
        sys.stdout.write(f"\ncanary sweep: {looked} = {len(CANARIES) * len(sinks)} looked for, {len(leaks)} found\n")
    assert Counter((sink, place, type_) for sink, type_, place in leaks) == Counter()


def test_every_place_reached_the_model_in_its_redacted_form(sinks):
    sent = sinks["request bodies"]

    for sentence in SENTENCES.values():
        before, after = sentence.split("{}")
        assert len(re.findall(re.escape(before) + r"\S+" + re.escape(after.strip(".")), sent)) >= 5, sentence
    assert "<TEXT_1> and <TEXT_2> and <TEXT_3> signed" in sent


@pytest.mark.parametrize("sink", ["second turns", "an evaluation's request bodies"])
def test_a_question_reached_the_model_in_its_redacted_form_also_as_history_and_in_an_evaluation(sinks, sink):
    for type_, sentence in SENTENCES.items():
        if sink == "second turns" or type_ in EXAMINED:
            before, after = sentence.split("{}")
            assert re.search(re.escape(before) + r"\S+" + re.escape(after.strip(".")), sinks[sink]), sentence


def test_the_sweep_finds_a_canary_that_is_there(sinks):
    planted = Sinks(sinks)
    planted.add("logs at DEBUG", said("IBAN_CODE", "title"))

    assert ("logs at DEBUG", "IBAN_CODE", "title") in found(planted)
