"""Waivers: what a gate asks for and a named role has let pass, for a reason and for a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.readiness.evidence import Kind
from bot.readiness.phase_ids import same_id, word_key
from bot.readiness.place import Place, Problem
from bot.readiness.policy import Gate, Person, Policy
from bot.readiness.round import Waived, WaiverScope


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A row of the tracker's waivers, as it is written there."""

    phase: str
    waives: str
    reason: str
    by: str
    until: str
    place: Place


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one phase: those in force, and what is wrong with the others."""

    waived: tuple[Waived, ...] = ()
    problems: tuple[Problem, ...] = ()


def waivers_of(rows: Iterable[WaiverRow], phase_id: str, policy: Policy, today: date) -> Waivers:
    """Judge the waivers of a phase on a day (UTC). A waiver holds on its last day too.

    One that nobody may give, that has run out, or that says too little is a problem: it blocks.
    """
    gate = policy.gate(phase_id)
    waived: dict[tuple[WaiverScope, str], Waived] = {}
    problems: list[Problem] = []
    for row in rows:
        if not same_id(row.phase, phase_id):
            continue
        found = next(_wrong(row, gate, policy, today), None)
        if found is not None:
            problems.append(Problem(row.place, *found))
            continue
        for scope, name in _asked_by(gate, row.waives):
            by = _person(policy, row.by)
            shown = by.display if by is not None else row.by
            waived[scope, name] = Waived(scope, name, row.reason, shown, row.until)
    return Waivers(tuple(waived.values()), tuple(problems))


def roles_asked(gate: Gate, waived: Iterable[Waived]) -> Mapping[str, int]:
    """Return the roles that a gate still needs approvals of, each with its count."""
    passed = {each.name.casefold() for each in waived if each.scope is WaiverScope.ROLE}
    return {role: n for role, n in gate.requires.items() if role.casefold() not in passed}


def kinds_asked(gate: Gate, waived: Iterable[Waived]) -> frozenset[Kind]:
    """Return the kinds of evidence that a gate still asks for."""
    passed = {each.name for each in waived if each.scope is WaiverScope.EVIDENCE}
    return frozenset(kind for kind in gate.kinds if kind.value not in passed)


def _wrong(row: WaiverRow, gate: Gate, policy: Policy, today: date) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row and the mend of it, the gravest first."""
    who = ", ".join(policy.rules.waiver_roles)
    if not policy.rules.waiver_roles:
        yield (
            "Nobody may waive anything in this project.",
            "Remove the row, or name roles under `policy.waivers.by`.",
        )
    if not _asked_by(gate, row.waives):
        asked = ", ".join([*gate.requires, *sorted(kind.value for kind in gate.kinds)])
        yield f"“{row.waives}” is nothing that this gate asks for.", f"It asks for {asked}."
    if not row.reason:
        yield f"The waiver of {row.waives} gives no reason.", "Say why, in the row."
    if not _may_waive(policy, row.by):
        named = f"{row.by} may not waive" if row.by else "Nobody is named who waives"
        yield f"{named} {row.waives}.", f"It takes one of: {who}, named in `roles`."
    until = _day(row.until)
    if until is None:
        yield f"“{row.until}” is no last day.", "Write it as 2026-12-31."
    elif until < today:
        yield (
            f"The waiver of {row.waives} ran out on {until.isoformat()}.",
            "Bring what it waived, or have it renewed.",
        )


def _asked_by(gate: Gate, waives: str) -> list[tuple[WaiverScope, str]]:
    """Return what of a gate a text names: a role, a kind of evidence, or both of one name."""
    wanted = word_key(waives)
    roles = [(WaiverScope.ROLE, role) for role in gate.requires if word_key(role) == wanted]
    kinds = [(WaiverScope.EVIDENCE, k.value) for k in gate.kinds if k.value == wanted]
    return [*roles, *kinds]


def _may_waive(policy: Policy, by: str) -> bool:
    person = _person(policy, by)
    return person is not None and any(
        person.name in role.people
        for role in policy.roles.values()
        if role.name.casefold() in {name.casefold() for name in policy.rules.waiver_roles}
    )


def giver_of(row: WaiverRow, policy: Policy) -> Person | None:
    """Return who a row names as the one who waives; None where that is nobody, or not clear."""
    return _person(policy, row.by)


def _person(policy: Policy, written: str) -> Person | None:
    wanted = word_key(written.strip().removeprefix("@"))
    known = policy.people.values()
    found = [p for p in known if wanted in map(word_key, (p.name, p.display, p.slack))]
    return found[0] if len(found) == 1 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
