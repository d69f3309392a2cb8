"""Random histories of records and rows on top of two real sign-offs, against an oracle of our own.

The oracle replays each commit in the order in which they were made. A commit that copies a whole
sign-off from elsewhere may pass or fail here: other tests say when a carried one is legal.
"""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.verify import Level
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy, Made

SIGNED = ("P4", "EXEC")


@dataclass(frozen=True)
class Says:
    """What a commit says: the text of the tracker, and of the record of each sign-off."""

    tracker: str
    records: tuple[str | None, ...]


@dataclass(frozen=True)
class Node:
    """A commit: what it says, and its parents by number."""

    parents: tuple[int, ...]
    says: Says


@dataclass(frozen=True)
class Drawn:
    """A commit to be: parents and whose state it takes by number, then what is done to it."""

    parents: tuple[int, ...]
    of: int
    deed: str
    which: int


def said_at(copy: Copy, commit: str) -> Says:
    there = set(copy.paths(commit))
    paths = [copy.record_path(phase) for phase in SIGNED]
    records = tuple(copy.text(path, commit) if path in there else None for path in paths)
    return Says(copy.text(TRACKER, commit), records)


def rows(says: Says, number: str) -> set[str]:
    return {line for line in says.tracker.splitlines() if number in line}


def done(says: Says, deed: str, which: int, number: str) -> Says:
    """Tamper with a record or its rows, where they are there."""
    records, tracker, record = list(says.records), says.tracker, says.records[which]
    if deed == "alter" and record is not None:
        records[which] = f"{record}\n"
    elif deed == "remove":
        records[which] = None
    elif deed == "remove rows":
        lines = tracker.splitlines(keepends=True)
        tracker = "".join(line for line in lines if number not in line)
    elif deed == "forge row" and (there := sorted(rows(says, number))):
        tracker = tracker.replace(there[0], f"{there[0]}\n{there[0].replace('| 20', '| 19')}")
    return Says(tracker, tuple(records))


def judged(nodes: list[Node], at: int, numbers: list[str]) -> str:
    """Say whether a commit is right, wrong, or the copy of a sign-off."""
    now, before = nodes[at].says, [nodes[parent].says for parent in nodes[at].parents]
    copies = False
    for which, number in enumerate(numbers):
        record, there = now.records[which], rows(now, number)
        for each in before:
            gone = each.records[which] is not None and each.records[which] != record
            if gone or rows(each, number) - there:
                return "wrong"
        new = record is not None and all(each.records[which] is None for each in before)
        more = there - set[str]().union(*(rows(each, number) for each in before))
        if new != bool(more):
            return "wrong"
        copies = copies or new
    return "copy" if copies else "right"


@st.composite
def histories(draw: st.DrawFn) -> list[Drawn]:
    """Draw commits after three: before the sign-offs, after the first, and after both."""
    deeds = st.sampled_from(["nothing", "alter", "remove", "remove rows", "forge row"])
    found: list[Drawn] = []
    for at in range(3, draw(st.integers(5, 11))):
        many = st.lists(st.integers(0, at - 1), min_size=1, max_size=4, unique=True)
        parents = tuple(draw(many))
        of = draw(st.one_of(st.sampled_from(parents), st.integers(0, at - 1)))
        found.append(Drawn(parents, of, draw(deeds), draw(st.integers(0, 1))))
    order = tuple(draw(st.permutations(range(len(found) + 3))))
    return [*found, Drawn(order, draw(st.sampled_from(order)), "nothing", 0)]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(drawn=histories())
async def test_no_record_or_row_is_lost_or_forged_whatever_is_merged_on_top(
    unsigned: Copy, drawn: list[Drawn]
) -> None:
    copy = unsigned
    numbers = [copy.record(phase).correlation_id for phase in SIGNED]
    first = copy.landing("P4")
    base = [f"{first}^", first, "main"]
    nodes = [Node((), said_at(copy, commit)) for commit in base]
    for each in drawn:
        says = done(nodes[each.of].says, each.deed, each.which, numbers[each.which])
        nodes.append(Node(each.parents, says))

    commits = _written(copy, nodes, base)
    report = await copy.verified(commits[-1])

    found = {finding.commit for finding in report.findings if finding.level is Level.FAIL}
    verdicts = {c: judged(nodes, at, numbers) for at, c in enumerate(commits, start=len(base))}
    assert {c for c, verdict in verdicts.items() if verdict == "wrong"} <= found
    assert found <= {c for c, verdict in verdicts.items() if verdict != "right"}


def _written(copy: Copy, nodes: list[Node], base: list[str]) -> list[str]:
    """Write what comes on top of the base; return the commits."""
    paths = [copy.record_path(phase) for phase in SIGNED]
    tree, *shas = git(copy.path, "rev-parse", "main^{tree}", *base).split()
    made = []
    for node in nodes[len(base) :]:
        parents = [shas[p] if p < len(base) else f":{p - len(base) + 1}" for p in node.parents]
        files = {TRACKER: node.says.tracker, **dict(zip(paths, node.says.records, strict=True))}
        made.append(Made("Change", parents, tree, files))
    return copy.chain_of(made)
