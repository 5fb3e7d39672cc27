"""Lead-ins that deny what their items say: "The following statements are false:", "We never do any of these:"."""

import re
from functools import lru_cache

ASIDE = re.compile(
    r"\b(?:if|when|where|unless|while|because|since)\b[^,:]*"  # a condition: what follows it is meant
    r"|\bnot (?:only|optional)\b|\bno (?:later|earlier|more|less|fewer) than\b|\bwent wrong\b"
    r"|\b(?:not|never) (?:be )?(?:forget|forgotten|skip|skipped|miss|missed|omit|omitted)\b",
    re.IGNORECASE,
)
REASONS = re.compile(r"^\W*(?:why|(?:the )?reasons?)\b", re.IGNORECASE)
DENYING = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing)\b|n['’]t\b"
    r"|\b(?:false|untrue|incorrect|wrong|invalid|myths?|misconceptions?|rejected|refused?|declined|denied|dismissed|"
    r"discarded|abandoned|withdrawn|revoked|out[ -]of[ -]scope|exclud(?:es?|ed|ing)|forbid(?:s|den)?|prohibit(?:s|ed)?|"
    r"banned|disallow(?:s|ed)?|unsupported|non-goals?)\b|^\W*avoid\b|\bavoid(?:s|ed)?\W*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_000)
def denies(lead: str) -> bool:
    """Return whether ``lead`` turns round what hangs on it; reasons and conditions do not."""
    return not REASONS.search(lead) and bool(DENYING.search(ASIDE.sub(" ", lead)))
