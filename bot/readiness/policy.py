"""The policy of a project: who owns, who reviews, and what a gate asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.readiness.evidence import Kind
from bot.readiness.phase_ids import same_id
from bot.readiness.readers import Readers
from bot.readiness.reminding import Reminding


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the project. `slack` is the Slack user id: the only thing rights go by."""

    name: str
    slack: str
    display: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A reviewing role: named people, or a Slack user group."""

    name: str
    people: tuple[str, ...] = ()
    group: str | None = None


class After(StrEnum):
    """Which predecessors a gate has, where they are not named one by one."""

    PREVIOUS = "previous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Gate:
    """What one phase asks for: owners, role → count, kinds that must be there, predecessors."""

    owners: tuple[str, ...] = ()
    requires: Mapping[str, int] = field(
        default_factory=lambda: {"architecture": 1, "security": 1, "ops": 1}
    )
    kinds: frozenset[Kind] = frozenset()
    after: After | tuple[str, ...] = After.PREVIOUS


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Rules for every round of the project."""

    self_review: bool = False
    evidence_authors_may_review: bool = True
    any_green_ancestor: bool = False
    reminding: Reminding = field(default_factory=Reminding)
    evidence_folder: str = "operations/evidence/"
    signoffs_folder: str = "operations/evidence/signoffs/"
    large_files: tuple[str, ...] = ()  # patterns: of these, a pointer to a large file counts
    readers: Readers = Readers.WORKSPACE
    waiver_roles: tuple[str, ...] = ()  # whose people may waive what a gate asks for


@dataclass(frozen=True, slots=True)
class Policy:
    """`.gatebot.yml` as the rules see it; `oid` is the blob it was read from."""

    oid: str
    people: Mapping[str, Person]
    roles: Mapping[str, Role]
    default_gate: Gate = Gate()
    gates: Mapping[str, Gate] = field(default_factory=dict)
    rules: ReviewRules = ReviewRules()

    def gate(self, phase_id: str) -> Gate:
        """Return the gate of a phase: its own, or the default."""
        for name, gate in self.gates.items():
            if same_id(name, phase_id):
                return gate
        return self.default_gate

    def person_by_slack(self, slack_id: str) -> Person | None:
        """Return the person with this Slack user id, if the policy knows them."""
        return next((p for p in self.people.values() if p.slack == slack_id), None)

    def slack_ids(self, names: tuple[str, ...]) -> frozenset[str]:
        """Return the Slack user ids of these short names; unknown names have none."""
        return frozenset(self.people[n].slack for n in names if n in self.people)
