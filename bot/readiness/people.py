"""The people of a phase: who owns it, and how a round knows someone."""

from bot.readiness.phase import Phase
from bot.readiness.phase_ids import word_key
from bot.readiness.policy import Person, Policy
from bot.readiness.refusals import NotAnOwner, Refused
from bot.readiness.round import Reviewer


def reviewer_of(policy: Policy, slack_id: str) -> Reviewer:
    """Return the person as a round knows them; one the policy does not know is their Slack id."""
    person = policy.person_by_slack(slack_id)
    if person is None:
        return Reviewer(slack=slack_id, name=slack_id, display=slack_id)
    return as_reviewer(person)


def as_reviewer(person: Person) -> Reviewer:
    """Return a person of the policy as a round knows them."""
    return Reviewer(person.slack, person.name, person.display, person.email)


def owners(policy: Policy, phase: Phase) -> tuple[Person, ...]:
    """Return the owners of a phase, each once: those of its gate, then those in the tracker.

    An owner is written as short name, display name or Slack id, with or without an `@`; a name the
    policy does not know gives nobody any right.
    """
    found: dict[str, Person] = {}
    for written in (*policy.gate(phase.id).owners, *phase.owners):
        found.update((person.slack, person) for person in _named(policy, written))
    return tuple(found.values())


def require_owner(policy: Policy, phase: Phase, slack_id: str, action: str) -> Person:
    """Return the owner with this Slack id.

    Raises:
        Refused: `NotAnOwner`, where the person does not own the phase.
    """
    known = owners(policy, phase)
    for person in known:
        if person.slack == slack_id:
            return person
    names = tuple(person.display for person in known)
    raise Refused(NotAnOwner(phase.id, action, names, strangers(policy, phase)))


def strangers(policy: Policy, phase: Phase) -> tuple[str, ...]:
    """Return the owners of a phase, as they are written, whom the policy does not know."""
    written = (*policy.gate(phase.id).owners, *phase.owners)
    return tuple(dict.fromkeys(each for each in written if not _named(policy, each)))


def _named(policy: Policy, written: str) -> list[Person]:
    wanted = word_key(written.strip().removeprefix("@"))
    return [
        person
        for person in policy.people.values()
        if wanted in map(word_key, (person.name, person.display, person.slack))
    ]
