"""Generate training sentences for the name tagger: templates of our own, values from Faker and from a letter model.

Every run with the same seed gives the same sentences. No template or value of an evaluation set is used.
"""

# value lists and patterns are read whole; chance here is for repeatable samples

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from cultures import made_first, made_last, made_person
from faker import Faker

HERE = Path(__file__).parent
LOCALES = (
    "en_US en_GB en_IN en_NZ en_IE en_AU en_CA es_ES es_MX es_AR es_CO de_DE de_AT de_CH fr_FR fr_CA it_IT pt_PT pt_BR nl_NL nl_BE pl_PL cs_CZ"
    " sk_SK sl_SI hr_HR ro_RO hu_HU sv_SE no_NO da_DK fi_FI et_EE lv_LV lt_LT tr_TR tr_TR id_ID vi_VN sw zu_ZA ha_NG ig_NG yo_NG"
    " en_KE fr_DZ ga_IE is_IS az_AZ uz_UZ ar_DZ az_AZ".split()
)
HELD_OUT = ("es_CL", "pt_PT", "sq_AL", "de_LU", "fil_PH", "ne_NP", "tw_GH", "mt_MT")
"""Locales that evaluation values are drawn from; never trained on."""

MODELS, DATASETS, LIBRARIES, METHODS = (
    (HERE / "values" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for name in ("models", "datasets", "libraries", "methods")
)
METRICS = (
    "accuracy|precision|recall|F1|F2|AUC|ROC AUC|PR AUC|MAE|RMSE|MAPE|WAPE|sMAPE|R2|log loss|Brier score|nDCG@10|MRR|recall@5|BLEU|ROUGE-L|METEOR|perplexity|WER|mAP|IoU|Dice|lift|Gini|KS|Cohen's kappa|MCC|latency p95|coverage|bias|PSI"
).split("|")
PLACES = (
    "Germany|France|Spain|Poland|Kenya|Nigeria|Japan|Peru|Croatia|Norway|Lyon|Leipzig|Seville|Gothenburg|Pune|Nairobi|Quito|Osaka|Perth|Halifax|Boise|Austin|Denver|Ghent|Turin|Porto|Krakow|Brno|Riga|Tallinn|Cork|Leeds|Madrid|Paris|London|Berlin|Toronto|Lima|Bogota|the north|California|Bavaria|Catalonia"
).split("|")
ORG_HEADS = "Harvest|North|Blue|Silver|Green|Clear|Bright|Iron|Red|Stone|River|Lake|Oak|Pine|Sun|Moon|Star|West|East|Grand|First|United|Global|Data|Cloud|Alder|Maple|Copper|Ember|Swift|Delta|Nova|Vertex|Quantum|Solar|Marble|Fern|Otter|Falcon|Raven".split(
    "|"
)
ORG_TAILS = "lane|field|port|bridge|works|leaf|mark|gate|point|stone|wood|ridge|brook|line|loop|forge|peak|cast|wave|side".split(
    "|"
)
ORG_KINDS = "|| Inc.| Ltd| GmbH| S.A.| Logistics| Analytics| Bank| Foods| Health| Media| Robotics| Labs| Group| Partners| Foundation| Retail| Energy| Systems| Insurance".split(
    "|"
)
DEEDS = (
    "asked|said|wrote|approved|rejected|signed off|reviewed|labelled|annotated|trained|retrained|measured|compared|computed|found|noticed|reported|fixed|broke|restarted|rotated|revoked|merged|opened|closed"
    "|moved|built|ran|reran|explained|presented|questioned|prefers|wants|needs|owns|leads|tests|checks|doubts|trusts|defends|maintains|uploaded|deleted|typed|rewrote|pinned|shipped|forgot|lost|sent|shared|changed|skipped|likes|called|left|joined|replied to|forwarded|apologised for|volunteered for|complained about|insists on|argues against|wonders about|pushed|reverted|cancelled|moved|paid for|sold|bought|ordered|returned|designed|drew|sang|wrote about|taught|studied|visited|was influenced by|was sent|was told about|was blamed for|knows|remembers|hates|denied|confirmed|promised|blocked|escalated|archived|exported|translated|signed for|waits for|works on|is responsible for|is against|is behind|is out because of|will present|will own|did not see|has not read|should check|can explain|may drop"
).split("|")
THINGS = (
    "the release of {M}|the labels of {D}|the drop in {K}|cell {N} of the notebook|the {B} job|a pull request|the model card|the data sheet|batch {N}|the {K} of {M}|{N} documents|the key|the incident|the baseline|the survey"
    "|the threshold|the dashboard|the whole pipeline|our contract with {O}|the office in {G}|{A}|two tickets|the weekly report|the consent form|the password|an invoice|everything twice|the go-live|this"
).split("|")
SUBJECTS = "{F}|{L}|{L}|{L}|{P}|{P}|{L} from finance|{L} at {O}|Then {L}|because {L}|{L} himself|{H}|{I}|{F} and {F}|{L} and {L}|{P} and {L}|only {F}|nobody but {P}|even {L}|{P} from finance|{F} from {O}|[10:4{N}] {F}:|{F}:|by {F}:|- {P}".split(
    "|"
)
TOOLS = "{O}|{O} and {O}|{G}|{B} from {O}|Then {M}|because {M}|{M} itself|{M}|{M}|{B}|{B}|{O}|{D}|{A}|{M} and {M}|{B} and {B}|only {M}|the model|The pipeline|Nobody|The team|Everyone".split(
    "|"
)
TOOL_DEEDS = "joined|left|ordered|returned|bought|denied|confirmed|works on|is behind|will own|moved|blocked|called|replied to|beats|reaches|needs|runs|fails on|was compared with|replaced|supports|improved|asked for|reported|found|explained|prefers|skipped|broke|computed|was trained on|wants|leads|checks|measured|rejects|lost".split(
    "|"
)
ENDS = [
    "",
    "",
    ".",
    ".",
    ".",
    " on {T}.",
    " again.",
    " on {T} because {K} was {N}.",
    ", {F} did not.",
    " before {P} left.",
    "?",
    " with {B}.",
    " for {O}.",
]
TOOL_ENDS = [
    "",
    "",
    ".",
    ".",
    ".",
    " on {T}.",
    " again.",
    " on {T} because {K} was {N}.",
    "?",
    " with {B}.",
    " for {O}.",
]
ENDINGS = "quist well worth field wick ford more gate ham by stone water feather ley berg dottir son".split()
PARTICLES = [
    "van ",
    "de ",
    "von ",
    "van der ",
    "de la ",
    "O'",
    "Mc",
    "di ",
    "al-",
    "da ",
    "El ",
    "el-",
    "del ",
    "bin ",
    "ap ",
    "zu ",
    "dos ",
    "Abu ",
]
MONTHS = "January February March April May June July August September October November December".split()
SLOT = re.compile(r"\{([PFLIHOGMDKBATN]|PL)\}")


@dataclass(frozen=True)
class Sentence:
    """A generated text with its labelled stretches; what is not labelled is none of the labels."""

    text: str
    people: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int, str], ...]
    plain: tuple[tuple[int, int], ...]


class LetterModel:
    """Names that nobody has: a model of three letters of context, learnt from the real ones."""

    def __init__(self, names: list[str], chance: random.Random) -> None:
        self._chance = chance
        self._next: dict[str, list[str]] = defaultdict(list)
        for name in names:
            padded = f"^^^{name}$"
            for at in range(3, len(padded)):
                self._next[padded[at - 3 : at]].append(padded[at])

    def name(self) -> str:
        """Return a new name."""
        made = "^^^"
        while not made.endswith("$") and len(made) < 16:
            made += self._chance.choice(self._next[made[-3:]])
        name = made.strip("^$")
        return name if 3 <= len(name) <= 12 else self.name()


class Values:
    """Draws values for the slots."""

    def __init__(self, seed: int, locales: tuple[str, ...] = tuple(LOCALES)) -> None:
        self._chance = random.Random(seed)
        Faker.seed(seed)
        self._fakers = []
        for locale in sorted(set(locales)):
            try:
                self._fakers.append(Faker(locale))
            except AttributeError:
                continue
        first = [self._real("first_name") for _ in range(4000)]
        last = [self._real("last_name") for _ in range(4000)]
        self._first, self._last = LetterModel(first, self._chance), LetterModel(last, self._chance)

    def _real(self, kind: str) -> str:
        while True:
            name = str(getattr(self._chance.choice(self._fakers), kind)())
            if re.fullmatch(r"[A-ZÀ-Ž][\w'’ -]{1,24}", name) and re.match(r"[A-Za-zÀ-ž]", name):
                return name

    def first(self) -> str:
        """Return a first name: real, made of letters, or made of a people's syllables."""
        draw = self._chance.random()
        if draw < 0.6:
            return self._real("first_name")
        return self._first.name() if draw < 0.75 else made_first(self._chance)

    def last(self) -> str:
        """Return a last name: real, made, compound or with a particle."""
        draw = self._chance.random()
        if draw < 0.4:
            return self._real("last_name")
        if draw < 0.55:
            return self._last.name()
        if draw < 0.83:
            return made_last(self._chance)
        if draw < 0.9:
            return self._chance.choice(ORG_HEADS) + self._chance.choice(ENDINGS)
        return self._chance.choice(PARTICLES) + self._real("last_name")

    def person(self) -> str:
        """Return a full name."""
        draw = self._chance.random()
        name = f"{self.first()} {self.last()}" if draw < 0.7 else " ".join(made_person(self._chance))
        if draw < 0.05:
            return f"{self.first()} {self._chance.choice('ABCDEFGHJKLMNPRSTW')}. {self.last()}"
        if draw < 0.1:
            return f"{name} {self.last()}"
        if draw < 0.14:
            return f"{name}-{self.last()}"
        if draw < 0.16:
            return f"{self.first()}-{name}"
        return name

    def company(self) -> str:
        """Return a company: of two words made one, of a founder's name, or of letters."""
        draw = self._chance.random()
        if draw < 0.7:
            return self._chance.choice(ORG_HEADS) + self._chance.choice(ORG_TAILS) + self._chance.choice(ORG_KINDS)
        kind = self._chance.choice([kind for kind in ORG_KINDS if kind])
        return (
            f"{self.last()}{kind}"
            if draw < 0.85
            else f"{self.last()} & {self.last()}"
            if draw < 0.92
            else "".join(self._chance.choices("ABCDEFGHIKLMNOPRSTUVX", k=3)) + kind
        )

    def value(self, slot: str) -> str:
        """Return a value for ``slot``."""
        pick = self._chance.choice
        makers = {
            "P": self.person,
            "F": self.first,
            "L": self.last,
            "PL": lambda: f"{self.last()}, {self.first()}",
            "I": lambda: f"{pick('ABCDEFGHIJKLMNOPRSTVWZ')}. {self.last()}",
            "H": lambda: f"{self.first()} {self.last()}-{self.last()}",
            "O": self.company,
            "G": lambda: pick(PLACES) if self._chance.random() < 0.5 else self._place(),
            "M": lambda: pick(MODELS),
            "D": lambda: pick(DATASETS),
            "K": lambda: pick(METRICS),
            "B": lambda: pick(LIBRARIES),
            "A": lambda: pick(METHODS),
            "T": self._date,
            "N": lambda: pick(
                [
                    f"{self._chance.random():.2f}",
                    f"{self._chance.randint(1, 99)}",
                    f"{self._chance.randint(1000, 99999):,}",
                    f"{self._chance.randint(0, 3)}.{self._chance.randint(0, 20)}.{self._chance.randint(0, 9)}",
                ]
            ),
        }
        return makers[slot]()

    def _place(self) -> str:
        while True:
            place = str(self._chance.choice(self._fakers[:12]).city())
            if re.fullmatch(r"[\w' -]{3,24}", place):
                return place

    def _date(self) -> str:
        day, month, year = self._chance.randint(1, 28), self._chance.choice(MONTHS), self._chance.randint(1998, 2026)
        return self._chance.choice(
            [
                f"{day} {month} {year}",
                f"{month} {day}, {year}",
                f"{month} {year}",
                f"{year}-{MONTHS.index(month) + 1:02}-{day:02}",
                str(year),
                month,
                f"Q{day % 4 + 1} {year}",
                "Monday",
                "Friday",
            ]
        )


def filled(template: str, values: Values) -> Sentence:
    """Return ``template`` with values, and where they stand."""
    parts, people, others, plain = [], [], [], []
    done = length = 0
    for match in SLOT.finditer(template):
        value = values.value(match[1])
        parts += [template[done : match.start()], value]
        start = length + match.start() - done
        length = start + len(value)
        done = match.end()
        if match[1] in ("P", "F", "L", "PL", "I", "H"):
            joined = bool(people) and people[-1][1] == start - 1 and template[match.start() - 1] == " "
            people.append((people.pop()[0] if joined else start, length))
        elif match[1] in "OG":
            others.append((start, length, {"O": "ORG", "G": "GPE"}[match[1]]))
        else:
            plain.append((start, length))
    return Sentence("".join([*parts, template[done:]]), tuple(people), tuple(others), tuple(plain))


def worn(sentence: Sentence, chance: random.Random) -> Sentence:
    """Return the sentence as people also type it: without capitals, or in capitals only, or with a name in either."""
    draw, text = chance.random(), sentence.text
    if draw < 0.14:
        text = _same_length(text, text.lower())
    elif draw < 0.20:
        text = _same_length(text, text.upper())
    elif draw < 0.28:
        for start, end in sentence.people:
            name = text[start:end]
            text = text[:start] + _same_length(name, name.lower() if draw < 0.25 else name.upper()) + text[end:]
    return Sentence(text, sentence.people, sentence.others, sentence.plain)


def _same_length(old: str, new: str) -> str:
    return new if len(new) == len(old) else old


def templates(name: str) -> list[str]:
    """Return the templates of one file."""
    return [
        line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("# One")
    ]


def composed(people: bool, chance: random.Random) -> str:
    """Return a template put together: who did what to what."""
    who, did, end = (SUBJECTS, DEEDS, ENDS) if people else (TOOLS, TOOL_DEEDS, TOOL_ENDS)
    return f"{chance.choice(who)} {chance.choice(did)} {chance.choice(THINGS)}{chance.choice(end)}"


def sentences(count: int, seed: int) -> list[Sentence]:
    """Return ``count`` sentences, 60 % of them with people; some are two or three in one text."""
    chance, values = random.Random(seed), Values(seed)
    with_people, without = templates("templates.txt"), templates("negatives.txt")
    made = []
    for _ in range(count):
        people = chance.random() < 0.6
        source = with_people if people else without
        text = composed(people, chance) if chance.random() < 0.4 else chance.choice(source)
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            text += chance.choice([" ", " ", "\n", "\n\n"]) + chance.choice(
                with_people if chance.random() < 0.5 else without
            )
        made.append(worn(filled(text, values), chance))
    return made
