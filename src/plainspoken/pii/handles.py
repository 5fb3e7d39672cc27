"""Names that machines know people by: Slack ids, handles, home folders, logins."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from collections.abc import Iterator

from plainspoken.pii.lexicon import bare, lexicon
from plainspoken.redacted import PrivateSpan

SLACK = re.compile(
    r"<@([UW][A-Z0-9]{6,12})(?:\|[^>]{1,60})?>|(?<![\w/-])([UW](?=[A-Z0-9]*[0-9])[A-Z0-9]{8,11})(?![\w-])"
)
HANDLE = re.compile(r"(?<![\w@/`.:&=+\\-])@([A-Za-z][\w.-]{1,38}[A-Za-z0-9_])(?![\w@/(]|\.\w)")
CODE_WORDS = frozenset(
    "param params return returns throws override deprecated see since author todo dataclass property staticmethod classmethod"
    " abstractmethod cached_property lru_cache cache wraps contextmanager fixture given pytest.fixture pytest.mark app.route test"
    " here channel everyone all media import keyframes charset font-face supports component injectable latest next main master"
    " tf.function jit torch.no_grad torch.jit.script numba.jit njit ray.remote remote task flow step op asset dag node".split()  # a word list
)
HOME = re.compile(
    r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2}|~)(?P<login>[A-Za-z][\w.-]{1,40})(?=[/\\\s\"'`:,)]|$)"
)
LOGIN = re.compile(
    r"\b(?:user\s?names?|user[_ -]?ids?|log[- ]?in(?: name| id)?|github|gitlab|twitter|x handle|slack|telegram|skype|discord|linkedin|instagram"
    r"|handle|account name|usuario|benutzer(?:name)?|bitbucket|kaggle|hf user(?:name)?)(?:\s+(?:name|handle|user|id|is))?\s*[\"'`*]{0,3}"
    r"\s*(?::|=|\bis\b|\|)\s*[\"'`*@]{0,3}(?P<login>[A-Za-z][\w.-]{2,38})",
    re.IGNORECASE,
)
PROFILE = re.compile(
    r"\b(?:github\.com|gitlab\.com|twitter\.com|x\.com|linkedin\.com/in|t\.me|instagram\.com|facebook\.com|kaggle\.com)/(?P<login>[\w.-]{3,40})(?=[\s\"'`)>,.;]|$)"
)
OWNED = re.compile(
    r"^[ \t]*[\"']?(?:owner|author|maintainer|contact|steward|reviewer|approver|assignee|sponsor|lead)s?[\"']?[ \t]*[:=][ \t]*[\"']?"
    r"(?P<login>(?=[\w.@/-]*[0-9])[\w.@/-]{4,40})[\"']?[ \t]*,?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands for a person in a field and has digits: a login or a number of theirs, whatever its kind."""
REMOTE = re.compile(r"\b(?:ssh|scp|sftp|rsync|mosh)\b[^\n|;&@]{0,60}?[ ](?P<login>[A-Za-z][\w.-]{1,30})@[\w.-]+")
USER = re.compile(
    r"(?:\b(?:(?:as|for|by|from|the) (?:[Uu]ser|[Ll]ogin|[Aa]ccount)|(?:[Uu]ser|[Ll]ogin|[Aa]ccount)(?=[ ][\w.-]+[ ](?:\w+ed|ran|has|is|was|did|wrote)\b)|[Aa]ssigned to|[Aa]ssignee:?|sudo -u|su -|psql -U|whoami.{0,30} returns)[ ]"
    r"|(?:creat|review|updat|approv|labell?|annotat|submitt|assign|request|modifi|upload|sign)ed_by[ ]?[:=][ ]?[\"']?|run_by[ ]?[:=][ ]?[\"']?)(?P<login>[a-z](?=[\w.-]*[a-z])[\w.-]{3,30})(?![\w/=(@-])"
)
"""A login that follows a word: only what is no English word counts, see ``_has_english``."""
NOBODYS = frozenset(
    "git deploy opc core azureuser gitlab-runner jetson training user username ubuntu root runner jovyan app shared public admin me you your name yourname work ec2-user airflow jenkins docker"
    " node vagrant default guest test tester service system none null true false string str required id ids email e-mail password"
    " here there this that the and for with from not missing unknown anonymous everyone nobody features marketplace apps"
    " pi centos debian sagemaker-user studio-lab-user databricks dbfs spark hadoop hive postgres mysql www-data nobody home".split()
)


def handles(text: str) -> Iterator[PrivateSpan]:
    """Yield handles and logins that name one person."""
    for match in SLACK.finditer(text):
        group = 1 if match[1] else 2
        yield PrivateSpan(match.start(group), match.end(group), "HANDLE", 0.95 if match[1] else 0.7)
    if "@" in text:
        yield from _at(text)
    for match in USER.finditer(text):
        login = match["login"].rstrip(".-")
        if login not in NOBODYS and not _has_english(login):
            yield PrivateSpan(match.start("login"), match.start("login") + len(login), "HANDLE", 0.6)
    for pattern, score in ((HOME, 0.85), (REMOTE, 0.8), (LOGIN, 0.7), (PROFILE, 0.7), (OWNED, 0.7)):
        for match in pattern.finditer(text):
            login = match["login"].rstrip(".-")
            if login.casefold() not in NOBODYS and (pattern is not LOGIN or _is_login(login, match[0])):
                yield PrivateSpan(match.start("login"), match.start("login") + len(login), "HANDLE", score)


def _at(text: str) -> Iterator[PrivateSpan]:
    for match in HANDLE.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() : match.end() + 2]
        decorator = not line.strip(" \t>") and not re.match(r"[,:]? ?[a-zA-Z]|[,:!?]", after)
        known = match[1].casefold() in CODE_WORDS or match[1].casefold().split(".")[0] in CODE_WORDS
        dotted_class = re.search(r"\.[A-Z]\w*$", match[1])
        if not decorator and not known and not dotted_class and not re.fullmatch(r"[kKv]?[0-9.]+", match[1]):
            yield PrivateSpan(match.start(1), match.end(1), "HANDLE", 0.75)


def _is_login(login: str, context: str) -> bool:
    """Return whether a word after "user:" is a login: no plain lower-case word in the middle of a sentence."""
    return (
        bool(re.search(r"[0-9._-]", login))
        or "@" in context
        or ((":" in context or "=" in context) and not login.istitle())
    )


def _has_english(login: str) -> bool:
    """Return whether a word, or a part of it, is an English word or a method: "user embeddings", "user cold-start"."""
    known = lexicon()
    words = [bare(word) for word in re.findall(r"[^\W\d_]{4,}", login)]
    return any(
        known.is_ordinary(word) or known.is_seen(word) or word in known.methods or word in known.perhaps
        for word in words
    )
