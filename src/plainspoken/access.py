"""Who asks, and what they may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERYONE = "everyone"
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        name: As written in ``access.toml``; ``anonymous`` for anybody else.
        groups: Group names as written; ``everyone`` is always among them.
    """

    name: str = ANONYMOUS
    groups: frozenset[str] = frozenset({EVERYONE})

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", self.groups | {EVERYONE})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a principal needs to see something: one group out of every clause.

    Attributes:
        clauses: A document's access is one clause; each restricted field in a
            passage adds one. No clause at all, or an empty clause, lets nobody in.
    """

    clauses: frozenset[frozenset[str]] = frozenset()

    @property
    def key(self) -> str:
        """Return the canonical text of this rule, equal for equal rules."""
        return " & ".join(sorted(repr(sorted(clause)) for clause in self.clauses))

    def allows(self, principal: Principal) -> bool:
        """Return whether ``principal`` shares a group with every clause."""
        return bool(self.clauses) and all(clause & principal.groups for clause in self.clauses)

    def narrowed(self, groups: frozenset[str]) -> "Rule":
        """Return this rule with one more clause."""
        return Rule(self.clauses | {groups})


NOBODY = Rule()
"""The rule of a document whose access is empty or unreadable."""


def rule_for(*groups: str) -> Rule:
    """Return the rule that lets in any one of ``groups``."""
    return Rule(frozenset({frozenset(groups)})) if groups else NOBODY


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is who: the content of ``access.toml``.

    Attributes:
        principals: Name → principal.
        keys: SHA-256 hex digest of an API key → principal name.
        slack: Slack member id → principal name.
    """

    principals: Mapping[str, Principal] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    slack: Mapping[str, str] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        """Return whether ``name`` is somebody: anonymous, or a name as written in ``access.toml``."""
        return name == ANONYMOUS or name in self.principals

    def named(self, name: str | None) -> Principal:
        """Return the principal of that name; an unknown or absent name is anonymous."""
        anonymous = self.principals.get(ANONYMOUS, Principal())
        return self.principals.get(name, anonymous) if name else anonymous
