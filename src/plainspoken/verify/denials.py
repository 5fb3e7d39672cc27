"""Where words deny: by a negation, or by a verb that says what was not done."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.verify.oppositions import NEGATORS

NOT_DONE = re.compile(r"fail(?:s|ed|ing|ure|ures)?|refus(?:e[sd]?|ing|als?)|declin(?:e[sd]?|ing)|ceas(?:e[sd]?|ing)")
LEFT_OFF = re.compile(r"avoid(?:s|ed|ing)?|stop(?:s|ped|ping)?|ceas(?:e[sd]?|ing)")
KEPT_FROM = re.compile(
    r"prevent(?:s|ed|ing)?|prohibit(?:s|ed|ing)?|bar(?:s|red|ring)?|ban(?:s|ned|ning)?|forbid(?:s|den|ding)?|forbade"
)
TO = re.compile(r"forb\w+|prohibit\w*")  # the ones that are also followed by "to"
COMPARING = frozenset("more less fewer greater higher larger longer lower smaller shorter later earlier sooner".split())
REACH = 6  # words between "prevents" and its "from"
TWICE = 2  # words before a denying verb among which a negation takes it back


def denials(words: Sequence[str]) -> Iterator[int]:
    """Yield for each denial where that begins which it falls upon."""
    for at, word in enumerate(words):
        if is_negation(word):
            if "only" not in words[at + 1 : at + 2] and not _is_bound(words, at):
                yield at + 1
        elif not any(map(is_negation, words[max(0, at - TWICE) : at])):
            yield from _denied(words, at)


def _is_bound(words: Sequence[str], at: int) -> bool:
    """Return whether the negation at ``at`` only sets a bound: no later than 3 May, not more than 4 hours."""
    comparing, than = [*words[at + 1 : at + 3], "", ""][:2]
    return comparing in COMPARING and than == "than"


def is_negation(word: str) -> bool:
    """Return whether ``word`` alone denies."""
    return word in NEGATORS or word.endswith(("n't", "n’t"))


def _denied(words: Sequence[str], at: int) -> list[int]:
    """Return where that begins which the verb at ``at`` says was not done, at most one place."""
    word, after = words[at], [*words[at + 1 : at + 2 + REACH], ""]
    if NOT_DONE.fullmatch(word) and after[0] == "to":
        return [at + 2]
    if LEFT_OFF.fullmatch(word) and after[0].endswith("ing"):
        return [at + 1]
    if not KEPT_FROM.fullmatch(word):
        return []
    froms = (n for n, one in enumerate(after[:-1]) if one == "from" and (n == 0 or after[n + 1].endswith("ing")))
    tos = (n for n, one in enumerate(after[:-1]) if one == "to" and TO.fullmatch(word))
    return [at + 2 + n for n in (*froms, *tos)][:1]
