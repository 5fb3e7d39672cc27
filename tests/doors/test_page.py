"""The page in a real browser."""

import gc
import hashlib
import shutil
import threading
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from plainspoken.access import Directory, Principal
from plainspoken.doors.http import bound, create
from plainspoken.doors.http.guard import Entrance
from plainspoken.errors import UsageError
from plainspoken.ledger import Examined, Ledger
from plainspoken.reviewer import Reviews, Words
from tests.doors.invented import ANSWER, QUOTE, TODAY, InventedAssistant

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries below
    from playwright.sync_api import TimeoutError as Late
    from playwright.sync_api import sync_playwright

    from plainspoken.doors.web import mount

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
TRIES = 6

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),  # what gradio and its web server warn of is theirs
]


@contextmanager
def served(assistant, entrance=None, reviews=None):
    """Serve the page on a free port while the block runs."""
    listener = bound("127.0.0.1", 0)
    page = partial(mount, assistant=assistant, examples=("What is the WAPE?",), reviews=reviews)
    app = create(assistant, entrance=entrance, page=page)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=1))
    app.stopping = lambda: server.should_exit
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(scope="module", autouse=True)
def leftovers():
    """Have what the web server and the browser left open told here, where it is ignored, and not in others' tests."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def assistant():
    return InventedAssistant()


@pytest.fixture(scope="module")
def address(assistant):
    with served(assistant) as url:
        yield url


@contextmanager
def opened(browser, address, **options):
    """Open the page in a tab of its own, and note where its requests went and what broke."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    hosts, broken = set(), []
    tab.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    tab.on("pageerror", lambda error: broken.append(str(error)))
    tab.goto(address)
    tab.get_by_label("Your question").wait_for()
    yield tab, hosts, broken
    context.close()


def press(tab, button, shown):
    """Press a button until the page shows a text: Gradio shows its controls before it listens to them."""
    for _ in range(TRIES - 1):
        button.click()
        try:
            return tab.get_by_text(shown).first.wait_for(timeout=PATIENCE_MS / TRIES)
        except Late:
            continue
    button.click()
    return tab.get_by_text(shown).first.wait_for()


def ask(tab, question):
    tab.get_by_label("Your question").fill(question)
    tab.get_by_role("button", name="Ask", exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_citation_opens_its_quote_highlighted_in_the_document(browser, address, scheme):
    with opened(browser, address, color_scheme=scheme) as (tab, hosts, broken):
        ask(tab, "What is the WAPE?")
        tab.get_by_role("button", name="Open quote 1").first.click()
        mark = tab.locator("mark")
        mark.wait_for()
        marked, is_in_view = mark.inner_text(), mark.evaluate("m => m.getBoundingClientRect().top < innerHeight")
        is_dark = tab.evaluate("document.body.classList.contains('dark')")

    assert marked == QUOTE
    assert is_in_view
    assert is_dark == (scheme == "dark")
    assert hosts == {"127.0.0.1"}
    assert broken == []


def test_one_can_ask_and_open_a_quote_with_the_keyboard_alone(browser, address):
    with opened(browser, address) as (tab, _, _):
        tab.get_by_label("Your question").press_sequentially("What is the WAPE?")
        tab.keyboard.press("Enter")
        chip = tab.get_by_role("button", name="Open quote 1").first
        chip.wait_for()
        chip.focus()
        tab.keyboard.press("Enter")
        tab.locator("mark").wait_for()

        assert tab.locator("mark").inner_text() == QUOTE


def test_the_page_shows_what_the_model_saw_why_and_the_notice(browser, address):
    with opened(browser, address) as (tab, _, _):
        tab.get_by_role("button", name="What is the WAPE?").click()
        tab.get_by_text(ANSWER.notice).wait_for()
        tab.get_by_role("tab", name="What the model saw").click()
        seen = tab.locator(".ps-private").first
        seen.wait_for()
        placeholder = seen.inner_text()
        tab.get_by_role("tab", name="Why this answer?").click()
        tab.get_by_text("the quoted words do not prove it").wait_for()
        tab.get_by_text("What this answer was made from.").wait_for()

        assert placeholder == "<PERSON_1>"


def test_the_page_says_what_is_missing_and_whom_to_ask(browser, address):
    with opened(browser, address) as (tab, _, _):
        ask(tab, "What about the cat?")
        tab.get_by_text("These documents do not answer that.").wait_for()

        assert tab.get_by_text("a document about cats").is_visible()
        assert tab.get_by_text("Ana Example").first.is_visible()


def test_a_rating_on_the_page_is_kept(browser, address, assistant):
    with opened(browser, address) as (tab, _, _):
        ask(tab, "What is the WAPE?")
        tab.get_by_role("button", name="This helped").click()
        tab.get_by_text("noted as helpful").wait_for()

    assert ("ans_1", "anonymous", "up") in assistant.rated


def test_the_day_and_the_audience_that_were_chosen_are_asked_about(browser, address, assistant):
    with opened(browser, address) as (tab, _, _):
        tab.get_by_label("an engineer").check()
        tab.get_by_label("As things stood on").fill("2026-02-20")
        ask(tab, "What is the WAPE of that day?")
        tab.get_by_role("button", name="Open quote 1").first.wait_for()
        tab.get_by_label("As things stood on").fill("yesterday")
        ask(tab, "What is the WAPE?")
        tab.get_by_text("is no day").wait_for()

    asked = next(asked for asked in assistant.asked if asked.text == "What is the WAPE of that day?")
    assert (asked.audience, asked.as_of.isoformat()) == ("engineer", "2026-02-20")


def test_nothing_that_anybody_writes_becomes_part_of_the_page(browser, address):
    hostile = "<img src=x onerror=document.title='broken'> {{constructor}} ${document.title='broken'}"
    with opened(browser, address) as (tab, _, broken):
        ask(tab, hostile)
        tab.get_by_role("button", name="Open quote 1").first.wait_for()
        tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

        assert tab.locator(".ps-question").first.inner_text() == hostile
        assert tab.locator("#ps-thread img").count() == 0
        assert tab.title() == "plainspoken"
        assert broken == []


def test_two_questions_in_one_tab_are_one_conversation_and_two_tabs_are_two(browser, address, assistant):
    before = len(assistant.asked)
    for _ in range(2):
        with opened(browser, address) as (tab, _, _):
            for n in (1, 2):
                ask(tab, "What is the WAPE?")
                tab.locator(".ps-turn:not([aria-busy])").nth(n - 1).wait_for()
    conversations = [asked.conversation for asked in assistant.asked[before:]]

    assert conversations[0] == conversations[1] != conversations[2] == conversations[3]


@pytest.mark.parametrize("path", ["info", "upload", "call/reply", "file=/etc/hostname", "proxy=http://x.example/"])
def test_the_page_offers_no_api_of_its_own(address, path):
    assert httpx.post(f"{address}gradio_api/{path}", json={"data": []}).status_code == 404
    assert httpx.get(f"{address}gradio_api/{path}").status_code == 404


def test_what_fails_is_told_without_its_words(browser):
    with served(InventedAssistant(fails=ValueError("secret-words"))) as url, opened(browser, url) as (tab, _, _):
        ask(tab, "What is the WAPE?")
        tab.get_by_text("could not be answered now").wait_for()

        assert "secret-words" not in tab.content()


def test_who_signed_in_on_the_page_asks_in_their_own_right(browser):
    key = "psk_invented"
    known = Directory({"ana": Principal("ana")}, {hashlib.sha256(key.encode()).hexdigest(): "ana"})
    assistant = InventedAssistant(owner="ana")
    entrance = Entrance(directory=lambda: known, allow_anonymous=False)
    with served(assistant, entrance) as url:
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(url)
        tab.get_by_label("Key").fill("psk_other")
        tab.get_by_role("button", name="Sign in").click()
        tab.get_by_text("nobody's").wait_for()
        tab.get_by_label("Key").fill(key)
        tab.get_by_role("button", name="Sign in").click()
        tab.get_by_text("You ask as ana.").wait_for()
        ask(tab, "What is the WAPE?")
        tab.get_by_role("button", name="Open quote 1").first.wait_for()
        tab.get_by_role("button", name="Sign out").click()
        tab.get_by_label("Key").wait_for()
        tab.goto(url)
        tab.get_by_label("Key").wait_for()
        context.close()

    assert [asked.principal.name for asked in assistant.asked] == ["ana"]


def test_the_page_says_that_anybody_asks_and_leads_to_signing_in(browser, address):
    with opened(browser, address) as (tab, _, broken):
        tab.get_by_role("link", name="Sign in").click()
        tab.get_by_label("Key").wait_for()

    assert broken == []


def an_examined(name, principal="anonymous", place=0, **known):
    asked = {"question": f"What about {name}?", "principal": principal, "as_of": TODAY, "reference": "12 %"}
    when = datetime(2026, 11, 22, tzinfo=UTC)
    return Examined(set="demo", case_id=name, subject="extractive", place=place, at=when, **asked | known)


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    hostile = "<img src=x onerror=alert(1)>"
    ledger.keep_examined([an_examined("q1", answer=hostile), an_examined("q2", place=1), an_examined("q3", "ana")])
    yield ledger
    ledger.close()


def reviewed(browser, ledger, directory, shown):
    """Yield the opened Review tab once it shows a text."""
    entrance = Entrance(directory=lambda: directory)
    reviews = Reviews(ledger, lambda: directory)
    with (
        served(InventedAssistant(), entrance, reviews) as url,
        opened(browser, url) as (tab, _, broken),
    ):
        press(tab, tab.get_by_role("tab", name="Review"), shown)
        yield tab
    assert broken == []


def test_an_expert_judges_on_the_page_what_their_groups_may_see(browser, ledger):
    known = Directory(
        {"anonymous": Principal(groups=frozenset({"reviewers"})), "ana": Principal("ana", frozenset({"finance"}))}
    )
    for tab in reviewed(browser, ledger, known, "What about q1?"):
        images = tab.locator("#ps-review img").count()
        press(tab, tab.get_by_role("button", name="Keep and go on"), "Choose right, partly or wrong first")
        tab.get_by_label("wrong", exact=True).check()
        tab.get_by_label("Correction of the reference").fill("It is 13 %.")
        tab.get_by_role("button", name="Keep and go on").click()
        tab.get_by_text("What about q2?").wait_for()
        tab.get_by_role("button", name="Skip").click()
        tab.get_by_text("Nothing waits for your judgement").wait_for()

    assert images == 0
    assert [(r.kind, r.about, r.verdict, r.reviewer, r.reference) for r in ledger.reviews()] == [
        ("verdict", "q1", "wrong", "anonymous", "It is 13 %."),
        ("correction", "q1", "", "anonymous", "It is 13 %."),
    ]


def test_whoever_is_no_reviewer_sees_no_case_and_cannot_judge(browser, ledger):
    for tab in reviewed(browser, ledger, Directory(), "Reviewing is for those"):
        assert "What about" not in tab.content()

    with pytest.raises(UsageError, match="reviewers"):
        Reviews(ledger, Directory).judge(an_examined("q1"), Principal(), "right", Words())
