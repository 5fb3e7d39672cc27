"""Raw declarations and inferences into ``Metadata``; what cannot be read closes the document and is reported."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plainspoken.access import NOBODY, Rule, rule_for
from plainspoken.ingest.blocks import Secret
from plainspoken.ingest.dates import declared_day
from plainspoken.ingest.inference import Inferred
from plainspoken.passages import Metadata
from plainspoken.validity import Window

LONGEST_TITLE = 200
ALIASES = {  # keys of other conventions → ours; what they say counts as inferred
    "owner": ("model_owner", "maintainer", "contact", "author", "authors"),
    "title": ("model_name", "name"),
    "stage": ("lifecycle_stage", "lifecycle"),
    "valid_from": ("effective_from", "effective_date", "date", "created", "last_updated", "updated", "last_modified"),
    "valid_to": ("expires", "expiry", "expiry_date", "expires_on"),
}


@dataclass(slots=True)
class _Reading:
    """Declared values being read, with what was wrong with them."""

    values: Mapping[str, object]
    secret: Secret
    problems: list[str] = field(default_factory=list)
    inferred: set[str] = field(default_factory=set)

    def words(self, key: str) -> str | None:
        """Return a declared string; a restricted one stays unsaid."""
        for name in (key, *ALIASES.get(key, ())):
            value = self.values.get(name)
            if value is None or self.secret(name) or self.secret(key):
                continue
            if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
                value = ", ".join(value)
            if isinstance(value, str | int | float | datetime.date) and str(value).strip():
                if name != key:
                    self.inferred.add(key)
                return " ".join(str(value).split())
            if name == key:
                self.problems.append(f"{key} is no text: left out")
        return None

    def day(self, key: str) -> datetime.date | None:
        """Return a declared day; one that cannot be read is a problem."""
        for name in (key, *ALIASES.get(key, ())):
            value = self.values.get(name)
            if value is None or self.secret(name) or self.secret(key):
                continue
            try:
                day = declared_day(value, last=key == "valid_to")
            except ValueError as error:
                if name == key:
                    self.problems.append(f"{key}: {error}, it is ignored")
                continue
            if day and name != key:
                self.inferred.add(key)
            return day
        return None

    def names(self, key: str) -> tuple[str, ...]:
        """Return the declared names of other documents."""
        value = self.values.get(key)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if any(not isinstance(one, str | int | float) for one in listed):
            self.problems.append(f"{key} is no name or list of names: ignored")
            return ()
        return tuple(str(one).strip() for one in listed if str(one).strip())


def restricted_of(value: object) -> tuple[dict[str, tuple[str, ...]], str | None]:
    """Return field → groups, and why the declaration cannot be read if so. Unreadable groups let nobody in."""
    if value is None:
        return {}, None
    if not isinstance(value, dict):
        return {}, "restricted is no mapping of field to groups: visible to nobody"
    found: dict[str, tuple[str, ...]] = {}
    problem = None
    for name, groups in value.items():
        listed = [groups] if isinstance(groups, str) else groups
        sound = isinstance(listed, list) and all(isinstance(one, str) and one.strip() for one in listed)
        found[str(name)] = tuple(listed) if sound and isinstance(listed, list) else ()
        if not found[str(name)]:
            problem = f"restricted field {str(name)!r} has no readable groups: its values are visible to nobody"
    return found, problem


def access_of(values: Mapping[str, object], default: tuple[str, ...]) -> tuple[Rule, str | None]:
    """Return who may see a document, and the problem if the declaration lets in nobody."""
    if "access" not in values:
        return rule_for(*default), None if default else "the corpus has no default access: visible to nobody"
    value = values["access"]
    if isinstance(value, str) and value.strip():
        return rule_for(value), None
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value) and any(map(str.strip, value)):
        return rule_for(*value), None
    if value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip()):
        return NOBODY, "access is empty: visible to nobody"
    return NOBODY, "access is neither a group nor a list of groups: visible to nobody"


def build_metadata(
    values: Mapping[str, object], inferred: Inferred, *, title: str, secret: Secret, rule: Rule
) -> Metadata:
    """Return what is known: declared first, then keys of other conventions, then what the text tells.

    Args:
        values: Declared values, front matter over folder files.
        inferred: What the text and the file's name tell.
        title: The first heading, or the file's name.
        secret: Which fields are restricted; they never become a title, owner or status.
        rule: Who may see the document.
    """
    reading = _Reading(values, secret)
    declared_title = reading.words("title")
    if declared_title is None:
        reading.inferred.add("title")
    window = _window(reading, inferred)
    found = Metadata(
        title=_shortened(declared_title or title, reading.problems),
        owner=_either(reading, "owner", inferred.owner),
        rule=rule,
        window=window,
        supersedes=reading.names("supersedes") or inferred.supersedes,
        superseded_by=reading.names("superseded_by") or inferred.superseded_by,
        status=_either(reading, "status", inferred.status),
        stage=_either(reading, "stage", inferred.stage),
        restricted=restricted_of(values.get("restricted"))[0],
    )
    for key in ("supersedes", "superseded_by"):
        if getattr(found, key) and not values.get(key):
            reading.inferred.add(key)
    return replace(found, inferred=frozenset(reading.inferred), problems=tuple(reading.problems))


def _either(reading: _Reading, key: str, told: str | None) -> str | None:
    declared = reading.words(key)
    if declared is not None or told is None or reading.secret(key):
        return declared
    reading.inferred.add(key)
    return told


def _window(reading: _Reading, inferred: Inferred) -> Window:
    ends: dict[str, datetime.date | None] = {}
    for key, told in (("valid_from", inferred.first), ("valid_to", inferred.last)):
        if reading.secret(key):
            reading.problems.append(f"{key} is restricted and would show in citations: it is not used")
            ends[key] = None
            continue
        ends[key] = reading.day(key)
        if ends[key] is None and reading.values.get(key) is None and told is not None:
            ends[key] = told
            reading.inferred.add(key)
    first, last = ends["valid_from"], ends["valid_to"]
    if first and last and last < first:
        if "valid_from" in reading.inferred:  # a guess never makes a declared end impossible
            reading.inferred.discard("valid_from")
            return Window(None, last)
        reading.problems.append(f"valid_to {last} lies before valid_from {first}: never in force")
    return Window(first, last)


def _shortened(title: str, problems: list[str]) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    problems.append(f"the title has {len(title)} characters: cut to {LONGEST_TITLE}")
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
