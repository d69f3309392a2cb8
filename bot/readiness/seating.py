"""Whether a round's seats can all be filled by distinct people: a bipartite matching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """A role, how many more people it needs, and who could be one of them."""

    role: str
    count: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A role that can't be filled: how many it gets at best, and the roles that need the same."""

    need: Need
    filled: int
    rivals: tuple[str, ...]


def shortages(needs: Sequence[Need]) -> tuple[Shortage, ...]:
    """Return what can't be filled when everybody takes at most one seat; empty when all can be.

    A role that is short by itself takes what it has first, so that it is never hidden by a rival.
    """
    people = {need.role: need.people for need in needs}
    taken: dict[str, str] = {}
    short: dict[str, Shortage] = {}
    for need in sorted(needs, key=lambda n: len(set(n.people)) >= n.count):
        for filled in range(need.count):
            visited: list[str] = []
            if not _place(need.role, people, taken, visited):
                short[need.role] = Shortage(need, filled, tuple(visited[1:]))
                break
    return tuple(short[need.role] for need in needs if need.role in short)


def missing(needs: Sequence[Need]) -> int:
    """Return how many seats stay empty at best."""
    return sum(s.need.count - s.filled for s in shortages(needs))


def _place(
    role: str, people: Mapping[str, Sequence[str]], taken: dict[str, str], visited: list[str]
) -> bool:
    """Give the role one more person, moving others to free seats (Kuhn's augmenting path).

    Where it fails, `visited` are roles that together need more people than they have (Hall).
    """
    visited.append(role)
    for person in people[role]:
        if person not in taken:
            taken[person] = role
            return True
    for person in people[role]:
        holder = taken[person]
        if holder not in visited and _place(holder, people, taken, visited):
            taken[person] = role
            return True
    return False
