"""The gates of a project: each phase's owners, reviewers and predecessors can do their part."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.doctor.checks import Section
from bot.doctor.papers import Papers
from bot.documents.policy_file import POLICY_PATH
from bot.documents.tracker_model import Tracker
from bot.evidence import audit
from bot.evidence.authors import evidence_authors
from bot.evidence.rules import rules_of
from bot.ports.git_host import GitHost, HostError
from bot.readiness.blockers import NobodyEligible
from bot.readiness.evidence import Kind, subjects_of
from bot.readiness.people import owners, strangers
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import nearest_id, same_word
from bot.readiness.policy import Policy
from bot.readiness.request import predecessors
from bot.readiness.round import Bar, Terms
from bot.readiness.status import Status
from bot.readiness.terms import eligible_terms, nobody_eligible

Members = Mapping[str, tuple[str, ...]]

_BARS: Final = {
    Bar.REQUESTER: "asks for the sign-off",
    Bar.OWNER: "owns the phase",
    Bar.EVIDENCE_AUTHOR: "wrote the evidence",
    Bar.EMAIL_UNKNOWN: "has no email, by which authors of evidence are known",
}


async def look_at_gates(host: GitHost, papers: Papers, members: Members, section: Section) -> None:
    """Check each phase that is not signed off. `members`: role → Slack ids, where known."""
    tracker, policy = papers.tracker, papers.file.policy
    if tracker is None:
        return
    unclear: dict[str, list[str]] = {}
    for phase in tracker.phases:
        if phase.status is Status.SIGNED_OFF:
            continue
        before = len(section.checks)
        _look_at_owners(policy, phase, section)
        unknown = _unknown_roles(policy, phase, members)
        for role in unknown:
            unclear.setdefault(role, []).append(phase.id)
        if not unknown:
            await _look_at_roles(host, papers, phase, members, section)
        _look_at_predecessors(policy, phase, tracker, section)
        if not unknown and len(section.checks) == before:
            section.ok(f"phase {phase.id}", _summary(policy, phase, tracker))
    _say_unclear(unclear, section)
    _look_for_strays(policy, tracker, section)


def _unknown_roles(policy: Policy, phase: Phase, members: Members) -> list[str]:
    """Return the roles of a gate whose user group gave no members; why was said with the group."""
    asked = policy.gate(phase.id).requires
    return [
        role.name
        for role in policy.roles.values()
        if role.group and role.name not in members and any(same_word(role.name, r) for r in asked)
    ]


def _say_unclear(unclear: Mapping[str, list[str]], section: Section) -> None:
    """Say once for each such role which phases wait for it, however many they are."""
    for role, phases in unclear.items():
        said = f"Whether {', '.join(phases)} can be reviewed can't be told: {role} is unknown."
        section.warn(f"reviews by {role}", said, "See to the user group first, and check again.")


def _summary(policy: Policy, phase: Phase, tracker: Tracker) -> str:
    evidence = tracker.evidence_of(phase.id)
    missing = policy.gate(phase.id).kinds - {item.kind for item in evidence}
    lacks = ", ".join(kind for kind in Kind if kind in missing)
    owned = ", ".join(person.display for person in owners(policy, phase))
    still = f"; required and not listed yet: {lacks}" if lacks else ""
    return f"{phase.id} is owned by {owned} and can be reviewed; evidence: {len(evidence)}{still}."


def _look_at_owners(policy: Policy, phase: Phase, section: Section) -> None:
    name, place = f"phase {phase.id}", phase.place
    for written in strangers(policy, phase):
        said = f"{place}: “{written}”, an owner of {phase.id}, is not in {POLICY_PATH}."
        near = nearest_id(written, tuple(policy.people))
        mend = f"Did you mean {near}?" if near else "Add them to `people`, or correct the name."
        section.warn(name, said, mend)
    if not owners(policy, phase):
        said = f"{place}: {phase.id} has no owner whom gatebot knows, so nobody can move it."
        mend = f"Name one in the tracker, or under `gates: {phase.id}: owners` in {POLICY_PATH}."
        section.fail(name, said, mend)


async def _look_at_roles(
    host: GitHost, papers: Papers, phase: Phase, members: Members, section: Section
) -> None:
    policy, name = papers.file.policy, f"phase {phase.id}"
    try:
        emails = await _author_emails(host, papers, phase)
    except HostError as error:
        said = f"The authors of the evidence of {phase.id} can't be told: {error}"
        section.warn(name, said, "See to the repository first, and check again.")
        return
    # Nobody in particular asks: whoever may ask owns the phase, and owners are barred as such.
    terms = eligible_terms(policy, phase, "", emails, members)
    for short in nobody_eligible(terms, policy):
        section.fail(name, _shortage(phase, short), _more_people(short, terms))


async def _author_emails(host: GitHost, papers: Papers, phase: Phase) -> frozenset[str]:
    """Return who wrote the evidence, where such people may not review. Raises HostError."""
    rules, tracker = papers.file.policy.rules, papers.tracker
    if rules.evidence_authors_may_review or tracker is None:
        return frozenset()
    found = await audit(
        host,
        papers.commit,
        tracker.evidence_of(phase.id),
        papers.file.policy.oid,
        rules_of(papers.file),
    )
    return await evidence_authors(host, papers.commit, subjects_of(found.findings))


def _shortage(phase: Phase, short: NobodyEligible) -> str:
    if not short.role:
        return f"{phase.id} asks for no reviewer at all, so nobody could ever approve it."
    if short.rivals:
        others = ", ".join(short.rivals)
        return f"{phase.id}: {short.role} and {others} together have too few distinct people."
    barred = "; ".join(f"{who} {_BARS[bar]}" for who, bar in short.barred)
    but = f" ({barred})" if barred else ""
    return f"{phase.id}: {short.role} needs {short.count}, and {short.eligible} may do it{but}."


def _more_people(short: NobodyEligible, terms: Terms) -> str:
    if not short.role:
        return f"Name roles under `gates` in {POLICY_PATH}."
    seat = terms.seat(short.role)
    if seat and seat.group:
        return f"Add people to the user group {seat.group} in Slack."
    return f"Add people to `roles: {short.role}` in {POLICY_PATH}, or ask for fewer."


def _look_at_predecessors(policy: Policy, phase: Phase, tracker: Tracker, section: Section) -> None:
    name, known = f"phase {phase.id}", [p.id for p in tracker.phases]
    mend = f"Correct `gates: {phase.id}: after` in {POLICY_PATH}."
    for wanted, before in predecessors(phase, tracker.phases, policy.gate(phase.id)):
        if before is None:
            near = nearest_id(wanted, known)
            said = f"{phase.id} comes after {wanted}, which the tracker doesn't have."
            section.fail(name, said, f"{mend} Did you mean {near}?" if near else mend)
    if phase.id in _before(policy, phase, tracker):
        section.fail(name, f"{phase.id} waits for itself, by way of its predecessors.", mend)


def _before(policy: Policy, phase: Phase, tracker: Tracker) -> set[str]:
    """Return the ids of all that must come before a phase, however far."""
    found: set[str] = set()
    todo = [phase]
    while todo:
        one = todo.pop()
        for _, before in predecessors(one, tracker.phases, policy.gate(one.id)):
            if before is not None and before.id not in found:
                found.add(before.id)
                todo.append(before)
    return found


def _look_for_strays(policy: Policy, tracker: Tracker, section: Section) -> None:
    for name, near in _strays(policy, tracker):
        said = f"{POLICY_PATH} has a gate {name}, and the tracker no such phase."
        mend = f"Did you mean {near}?" if near else "Add the phase, or remove the gate."
        section.warn(f"gate {name}", said, mend)


def _strays(policy: Policy, tracker: Tracker) -> Iterator[tuple[str, str]]:
    known = [phase.id for phase in tracker.phases]
    for name in policy.gates:
        if tracker.phase(name) is None:
            yield name, nearest_id(name, known)
