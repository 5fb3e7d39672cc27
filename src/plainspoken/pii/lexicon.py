"""Word lists: names of many languages, and names that mean a method here."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
METHOD_WORDS = re.compile(
    r"[\s'’s-]*(?:(?:with|at)\s+(?:lr|learning|weight|beta|momentum|warm|default|(?:a|an|the|no)\s+(?:learning|cosine|step|weight|rate)|[0-9])|(?:\w+[\s-]+){0,1}?(?:kappa|scores?|loss|tests?|optimi[sz]ers?|distributions?|coefficients?|index|indices|distances?|"
    r"similarity|correlations?|transforms?|priors?|process(?:es)?|networks?|layers?|init(?:ialization)?|regression|estimators?|criterion|"
    r"scaling|method|algorithms?|rule|law|paradox|matrix|matrices|information|embedding|plots?|exact|alpha|rho|tau|d|t-test|h-index|"
    r"linkage|smoothing|corrections?|statistics?|bounds?|inequality|theorem|attention|detector|model|dataset|data set|lr|lrs|beta|betas|"
    r"epsilon|weight|curves?|discriminant|vectors?|descent|residuals?|trees?|filter|kernel|values?|ratios?|rate|entropy|pooling|sampling|sampler|divergence|norm|decomposition|iterations?)\b)"
)


FORMS = tuple(
    (ending, rest)
    for ending, rests in (
        ("s", ("",)),
        ("es", ("",)),
        ("ies", ("y",)),
        ("ers", ("", "e")),
        ("er", ("", "e")),
        ("ly", ("",)),
        ("ily", ("y",)),
        ("ing", ("", "e")),
        ("ings", ("", "e")),
        ("ed", ("", "e")),
        ("ness", ("",)),
        ("ment", ("",)),
        ("able", ("", "e")),
    )
    for rest in rests
)
"""Endings of English words, and what stands in their place in the list."""
STEM = 4  # letters at least: "sayed" is no form of "say"


@dataclass(frozen=True)
class Lexicon:
    """What is known of words, all without case and accents.

    Attributes:
        first, last: First and last names.
        ambiguous: Names that are ordinary words as well.
        common: Ordinary lower-case words of technical prose.
        seen: Other words of English text in which no list of names shares.
        methods: Names that mean a method, data set, model or tool wherever they stand alone.
        perhaps: Names that mean a method beside a word like "kappa" or "loss", and a person otherwise.
        coined: Names that mean a method in a pair ("Kneser-Ney") or beside such a word, and nearly always a person.
    """

    first: frozenset[str]
    last: frozenset[str]
    ambiguous: frozenset[str]
    common: frozenset[str]
    seen: frozenset[str]
    methods: frozenset[str]
    perhaps: frozenset[str]
    coined: frozenset[str]

    def is_name(self, word: str) -> bool:
        """Return whether a plain word is a first or a last name of some language."""
        return word in self.first or word in self.last

    def is_ordinary(self, word: str) -> bool:
        """Return whether a plain word is an ordinary one, or a form of one: "committers", "secondly", "rollbacks"."""
        return _is_form(word, self.common)

    def is_seen(self, word: str) -> bool:
        """Return whether a plain word, or what it is a form of, is a word of English text and no name."""
        return not self.is_name(word) and (_is_form(word, self.common) or _is_form(word, self.seen))

    def is_rare_name(self, word: str) -> bool:
        """Return whether a plain word is a name and nothing else."""
        return self.is_name(word) and word not in self.ambiguous and word not in self.methods

    def is_firm(self, raw: Sequence[str]) -> bool:
        """Return whether words as written read as a company: no first name, and its trade: "Hollins Bakery"."""
        return len(raw) > 1 and bare(raw[0]) not in self.first and raw[-1][0].isupper() and bare(raw[-1]) in TRADES


def _is_form(word: str, words: frozenset[str]) -> bool:
    return word in words or any(
        word.endswith(ending) and len(word) >= STEM + len(ending) and word[: -len(ending)] + rest in words
        for ending, rest in FORMS
    )


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read once."""
    folder = resources.files("plainspoken.pii").joinpath("words")

    def words(name: str) -> str:
        return folder.joinpath(f"{name}.txt").read_text(encoding="utf-8")

    always, _, rest = words("methods").partition("# nearby")
    nearby, _, coined = rest.partition("# coined")
    return Lexicon(
        first=frozenset(words("first").split()),
        last=frozenset(words("last").split()),
        ambiguous=frozenset(words("ambiguous").split()),
        common=frozenset(words("common").split()),
        seen=frozenset(words("seen").split()),
        methods=frozenset(word for line in always.splitlines() if not line.startswith("#") for word in line.split()),
        perhaps=frozenset(nearby.split("\n", 1)[1].split()),
        coined=frozenset(coined.split("\n", 1)[1].split()),
    )


def bare(word: str) -> str:
    """Return a word without case and accents."""
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    return "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(letter))


TRADES = frozenset(
    "academy airlines airport analytics apparel arena association bakery bakeries bank beverages biotech brands brewery bureau"
    " care cement chemicals clinic clinics club college communications consulting creamery credit dairy dental depot diagnostics"
    " distillery electronics energy engineering estates fashion ferries finance fisheries foods foundation freight furniture"
    " garage gazette glass group grocers hardware health holdings homes hospital hotel hotels industries institute insurance"
    " interiors labs laboratories laundry leisure library linen logistics mart media medical metals mills mining mobility motors"
    " museum mutual networks nurseries nursery outfitters paints paper partners pensions petroleum pharma pharmaceuticals pharmacy"
    " plastics plc power press printing properties publishing rail railways research resorts restaurants retail robotics savings"
    " school schools semiconductors services shipping shoes software solutions stores studios supermarket supermarkets supplies"
    " surgery systems technologies telecom textiles theatre timber tools toys trading transport travel trust tyres university"
    " utilities ventures water wines wireless works".split()
)
"""At the end of a company's name."""
ENGLISH = frozenset(
    "the of and to in is was for on with that by this are from it be as at or not has have we you".split()
)
OTHER = frozenset(
    "de la el los las en del que se con por una un para su al es no y lo como le und der die das ist nicht mit von den dem ein"
    " eine auf für im zu des les et est dans pour qui sur une au il du da che per non sono een het van".split()
)


@lru_cache(maxsize=256)  # three recognizers ask of the same text
def is_foreign(text: str) -> bool:
    """Return whether a text is rather Spanish, German, French … than English: the tagger was taught English."""
    words = re.findall(r"[a-zà-ÿ]+", text[:2000].lower())
    english = sum(word in ENGLISH for word in words)
    return sum(word in OTHER for word in words) > 2 * english + 1
