import re
import time
from pathlib import Path

import pytest

from plainspoken.errors import RedactionError, WeightsError
from plainspoken.pii import detector as detection
from plainspoken.pii import open_detector, tagger
from plainspoken.pii.normal import plain
from plainspoken.redacted import ENTITY_TYPES, PrivateSpan
from tests.pii.made_secrets import KINDS, LOOKALIKES, made
from tests.pii.samples import lines, talk, unmarked, unseen


@pytest.fixture(scope="module")
def detector():
    return open_detector()


def found(detector, text):
    return [(text[span.start : span.end], span.type) for span in detector.find([text])[0]]


CASES = [
    "{PERSON:Maria Lopez} approved it",
    "{PERSON:maria lopez} approved it",
    "ask {PERSON:maria} about the drift",
    "SIGNED BY {PERSON:MARIA LOPEZ} ON MONDAY",
    "{PERSON:Lopez, Maria} was there",
    "{PERSON:Maria Lopez}'s notebook",
    "{PERSON:Anne-Sophie Garcia-Lopez} joined",
    "owner: {PERSON:maria lopez}",
    "| Reviewer | {PERSON:Maria Lopez} |",
    "reviews/{PERSON:maria_lopez}.md",
    "Dr. {PERSON:Okonkwo} agreed",
    "by hand, says {PERSON:Van Brakenhoek}, because it would not converge",
    "[11:04] {PERSON:shqiponja}: the asr job ate 3 nodes again",
    "exports/{PERSON:ayelen_curiqueo}/tmp_embeddings",
    "it was {PERSON:Nkechi}'s forest that won",
    "ask {PERSON:Anna-Lena Weißgerber} about it",
    "deploy log: user {HANDLE:pmakgatho} promoted it to prod",
    "ssh {HANDLE:knowak}@gpu-07 'tail run.log'",
    "requested_by: {HANDLE:hlindqvist7}",
    "meets at {STREET_ADDRESS:Mariahilfer Gürtel 88/12, 1150 Wien} on Monday",
    "went to {STREET_ADDRESS:8-4-11 Midorigaoka, Meguro-ku, Tokyo 152-0034} by post",
    "backup ({PHONE_NUMBER:06 55 44 90 12}) until May",
    "a widow, {AGE:81} years old, wrote a letter",
    "owner: {PERSON:Shah}",
    "{PERSON:Clark} or {PERSON:Wilson} must sign",
    "reviewer: {PERSON:Nkem Winslow}",
    "{PERSON:Wilson}'s notebook crashed again",
    "her birthday as {BIRTH_DATE:2 May 1991}",
    "5 AOB  {PERSON:Beatriz}: please no more of this",
    "every phone number is one of {PHONE_NUMBER:555-0100} to {PHONE_NUMBER:555-0199}, and made up",
    "call {PHONE_NUMBER:555-0134}, {PHONE_NUMBER:555-0177} or {PHONE_NUMBER:555-0178}",
    "call {PHONE_NUMBER:555-0134} and 2024-11-26 is the date",
    "{PERSON:Maria Lopez} asked. Later {PERSON:Lopez} left.",
    "see /home/{HANDLE:mlopez}/data",
    "<@{HANDLE:U024BE7LH}> can you check",
    "thanks @{HANDLE:maria.lopez} for the fix",
    "---\ntitle: Model 3\nowner: {HANDLE:D1202567}\nversion: 2.1.0\n---",
    '"reviewer": "{HANDLE:fblackwood6}",\n"seed": 1234',
    "mail {EMAIL_ADDRESS:m.lopez@grocer.example} now",
    "mail {EMAIL_ADDRESS:m.lopez＠grocer.example} now",
    "mail {EMAIL_ADDRESS:m.lo\u200bpez@grocer.example} now",
    "mail {EMAIL_ADDRESS:m.lopez&#64;grocer.example} now",
    "mail {EMAIL_ADDRESS:m.lopez%40grocer.example} now",
    "mail {EMAIL_ADDRESS:m.lopez at grocer dot example} now",
    "mail {EMAIL_ADDRESS:m.lopez [at] grocer [dot] example} now",
    "mail {EMAIL_ADDRESS:lopez@corp.internal} now",
    "call {PHONE_NUMBER:+49 30 2637258} now",
    "call {PHONE_NUMBER:(495) 555-0117} now",
    "call {PHONE_NUMBER:415.555.0132} now",
    "call {PHONE_NUMBER:+44 7700 900853} now",
    "ship to {STREET_ADDRESS:48 Candlewick Street, Norwich}",
    "She lives at {STREET_ADDRESS:Maple Avenue, Portland, OR} {ZIP_CODE:97201} now.",
    "ship to {STREET_ADDRESS:1290 N Damen Ave, Chicago, IL 60622}",
    "wohnt {STREET_ADDRESS:Ahornstraße 9}",
    "vive en {STREET_ADDRESS:Calle de Atocha, 55}",
    "14 rue is short, {STREET_ADDRESS:14 rue du Moulin Vert, 75014 Paris} is not",
    "zip code {ZIP_CODE:60614}",
    "born on {BIRTH_DATE:14 March 1988}",
    "DOB: {BIRTH_DATE:1988-03-14}, release 2026-03-14",
    "She is {AGE:61} years old",
    "employee id {ID:E-204417}",
    "customer {ID:CUST-0093451} called",
    "IBAN {IBAN_CODE:DE89 3704 0044 0532 0130 00}",
    "card {CREDIT_CARD:4539 1488 0343 6467}",
    "SSN {US_SSN:219-09-9999}",
    "passport number {PASSPORT:X4471920}",
    "driver's license {DRIVER_LICENSE:Y820-9283-4432}",
    "account number {BANK_ACCOUNT:70872490}",
    "from {IP_ADDRESS:81.47.192.13} at 09:14",
    "MAC {MAC_ADDRESS:3C:5A:B4:11:9F:02}",
    "dsn {SECRET:postgresql://etl:kL9zPq77@db/forecast}",
    "the password is {SECRET:Herbst-Laub_2291}.",
]


@pytest.mark.parametrize("case", CASES)
def test_private_things_are_found_as_people_write_them(detector, case):
    text, spans = unmarked(case)

    assert found(detector, text) == [(text[start:end], type_) for start, end, type_ in spans]


@pytest.mark.parametrize(
    "text",
    [
        "Cohen's kappa was 0.71 on 2026-05-03",
        "Levene, Bartlett and Brown-Forsythe all point the same way",
        "Owl was retrained by Foundry after the label fix landed",
        "Hollins Bakery wants a forecast per loaf, not per shelf",
        "user embeddings are averaged, user ids are hashed",
        "group_by: region_code, sorted_by: price_band",
        "Table 4, 2024 Results and Figure 2, 1998 Survey",
        "a 30-year-old model of the tram network",
        "Epoch 12, 50000 Steps and Fold 2, 1200 Rows",
        "git clone over ssh git@forge.example, then rsync -a deploy@web:/srv .",
        "user upvotes are counted, order_by: createdat",
        "Adam with lr 3e-4 beat Adagrad on Iris and Titanic",
        "GPT-4 and Claude 3 Opus were compared with BERT",
        "Fisher's exact test, Student's t-test, Pearson correlation",
        "a Gaussian prior, a Poisson rate, Shapley values",
        "numpy 2.1.3 and driver 550.54.15 on 127.0.0.1",
        "recall@5 is 0.84, n = 1,240",
        "@property\ndef price(self): ...",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "the API key is read from the environment",
        "password = os.environ['DB_PASSWORD']",
        "Demand in Germany rose by 4 percent",
        "Google and Siemens signed the contract",
        "Harvestlane Ltd signed the contract with Microsoft",
    ],
)
def test_what_is_not_private_stays(detector, text):
    assert found(detector, text) == []


@pytest.mark.parametrize("cases", [talk("test"), unseen()], ids=["test half", "unseen"])
def test_of_twenty_unseen_sentences_of_project_talk_seventeen_come_out_clean(detector, cases):
    spans = detector.find([text for text, _ in cases])

    clean = sum(
        all(any(f.start <= start and end <= f.end for f in got) or _covered(start, end, got) for start, end, _ in gold)
        for (_, gold), got in zip(cases, spans, strict=True)
    )
    assert clean / len(cases) >= 0.85


def _covered(start, end, got):
    return all(any(f.start <= at < f.end for f in got) for at in range(start, end))


@pytest.mark.parametrize("file", ["plain.txt", "plain_unseen.txt"])
def test_machine_learning_text_is_left_alone(detector, file):
    texts = lines(file)
    masked = [text[s.start : s.end] for text, got in zip(texts, detector.find(texts), strict=True) for s in got]

    assert sum(len(value.split()) for value in masked) <= 0.005 * sum(len(text.split()) for text in texts)
    assert not [value for value in masked if any(letter.isdigit() for letter in value)]


def test_every_made_secret_is_found_whole(detector):
    rows = made(KINDS, 400, seed=11)
    missed = []
    for (kind, value, text), got in zip(rows, detector.find([text for _, _, text in rows]), strict=True):
        secret = value.removeprefix("password: ").removeprefix("AccountKey=").removeprefix("Authorization: Bearer ")
        start = text.index(secret)
        if not _covered(start, start + len(secret), got):
            missed.append(kind)

    assert missed == []


def test_hashes_versions_and_pictures_are_no_secrets(detector):
    rows = made(LOOKALIKES, 400, seed=12)
    taken = [kind for (kind, _, _), got in zip(rows, detector.find([text for *_, text in rows]), strict=True) if got]

    assert len(taken) <= 0.02 * len(rows)


def test_spans_lie_in_the_original_text(detector):
    text = "ﬁle &amp; ｍａｉｌ\u200b m.lopez%40grocer.example"
    (span,) = detector.find([text])[0]

    assert text[span.start : span.end] == "m.lopez%40grocer.example"


def test_a_long_text_is_searched_to_its_end(detector):
    text = "The forecast was late again. " * 1500 + "Ask Maria Lopez at m.lopez@grocer.example."
    types = [span.type for span in detector.find([text])[0]]

    assert types == ["PERSON", "EMAIL_ADDRESS"]


def test_settling_a_long_text_takes_time_that_grows_with_it_and_not_with_its_square(detector):
    def spent(times):
        row = "ada@x.example, AB-1234; call 555-0199.\n"
        spans = [PrivateSpan(at * len(row), at * len(row) + 13, "EMAIL_ADDRESS", 0.9) for at in range(times)]
        started = time.process_time()
        settled = detector._settled(plain(row * times), spans)
        assert len(settled) == 3 * times
        return time.process_time() - started

    spent(10)
    assert min(spent(8_000) for _ in range(3)) < 3 * 8 * max(spent(1_000) for _ in range(3))


def test_batches_and_single_texts_agree(detector):
    texts = [text for text, _ in talk("dev")][:40]

    assert detector.find(texts) == [detector.find([text])[0] for text in texts]


def test_settings_choose_what_is_private():
    detector = open_detector(
        entities=("EMAIL_ADDRESS", "BADGE"),
        allow=("help@grocer.example",),
        deny=("Lantern",),
        patterns=(("BADGE", r"B-\d{4}"),),
    )
    text = "Ada Quill, help@grocer.example, ada@quill.example, B-1234, lantern"

    assert found(detector, text) == [("ada@quill.example", "EMAIL_ADDRESS"), ("B-1234", "BADGE"), ("lantern", "DENIED")]
    assert detector.name != open_detector().name


def test_organisations_and_places_are_looked_for_when_named():
    detector = open_detector(entities=("PERSON", "ORGANIZATION", "LOCATION"))

    assert ("Germany", "LOCATION") in found(detector, "Ada Quill moved from Germany to France in 2020.")


def test_a_detector_that_breaks_has_not_evaluated(monkeypatch):
    def broken(_texts):
        raise MemoryError

    monkeypatch.setattr(detection, "tagged", broken)

    with pytest.raises(RedactionError):
        open_detector().find(["Ada Quill"])


def test_weights_that_are_not_the_pinned_ones_are_not_loaded(monkeypatch):
    tagger.load_tagger.cache_clear()
    monkeypatch.setattr(tagger, "SHA256", "0" * 64)
    try:
        with pytest.raises(WeightsError, match="expected 000"):
            open_detector().find(["Ada Quill"])
    finally:
        tagger.load_tagger.cache_clear()


def test_one_may_name_a_type_of_ones_own():
    detector = open_detector(entities=("BADGE",), patterns=[("BADGE", r"badge \d+")])

    assert found(detector, "Show badge 17 to Ada Quill.") == [("badge 17", "BADGE")]


def test_every_type_that_is_found_anywhere_can_be_named():
    folder = Path(detection.__file__).parent
    typed = re.compile(r"""PrivateSpan\([^"\n]*"([A-Z][A-Z_]+)"|^\s+"([A-Z][A-Z_]+)",?$""", re.MULTILINE)
    named = {a or b for file in folder.glob("*.py") for a, b in typed.findall(file.read_text(encoding="utf-8"))}

    assert {"PERSON", "ID", "AGE"} <= named
    assert named <= ENTITY_TYPES


def test_what_a_denied_word_leaves_of_a_name_is_masked_too():
    assert found(open_detector(deny=["Smith"]), "I asked John Smith and his team.") == [
        ("John", "PERSON"),
        ("Smith", "DENIED"),
    ]
