"""Random histories against an oracle of our own, which replays each of their commits in turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.readiness.status import Status
from bot.verify import Level, verify
from tests.support.repository import bare, git
from tests.verify.tampering import Copy, Made

POLICY = """\
documents: {tracker: tracker.md}
people: {dana: {slack: U0DANA, display: Dana}, ann: {slack: U0ANN, display: Ann}}
roles: {ops: [ann]}
gates: {defaults: {owners: [dana], requires: {ops: 1}, after: none}}
"""
PHASES = ("P0", "P1", "P2")
NONE, WORK, READY = Status.NOT_STARTED, Status.IN_PROGRESS, Status.READY
DONE, SIGNED = Status.COMPLETED, Status.SIGNED_OFF
# Written down once more, and not taken from the code that is tested.
AFTER = {
    NONE: {WORK, READY, DONE},
    WORK: {READY, DONE},
    READY: set[Status](),
    DONE: set[Status](),
    SIGNED: set[Status](),
}


@dataclass
class Node:
    """A commit: what it says (None: no policy, no tracker), its parents by number."""

    parents: tuple[int, ...]
    says: Mapping[str, Status] | None
    note: str = ""


@dataclass
class Graph:
    """The first commit is from before gatebot; the second is its start."""

    nodes: list[Node] = field(
        default_factory=lambda: [
            Node((), None),
            Node((0,), {"P0": NONE, "P1": WORK, "P2": SIGNED}),
        ]
    )

    def failing(self) -> set[int]:
        """Replay every commit in the order in which they were made, and return what is wrong."""
        counts, wrong = {1}, set()
        for at, node in enumerate(self.nodes):
            above = [parent for parent in node.parents if parent in counts]
            if not above:
                continue
            counts.add(at)
            if any(self._is_wrong(at, parent, above) for parent in above):
                wrong.add(at)
        return wrong

    def _is_wrong(self, at: int, parent: int, above: list[int]) -> bool:
        now, before = self.nodes[at].says, self.nodes[parent].says
        if now is None:
            return before is not None
        others = [self.nodes[each].says or {} for each in above]
        return any(
            not self._may(self._then(parent, phase), now[phase], [o.get(phase) for o in others])
            for phase in PHASES
        )

    def _then(self, at: int, phase: str) -> Status | None:
        says = self.nodes[at].says
        return says[phase] if says is not None else None

    def _may(self, before: Status | None, now: Status, others: list[Status | None]) -> bool:
        if before is now:
            return True
        if now is SIGNED:  # nobody signs anything off here: it can only be inherited
            return len(others) > 1 and SIGNED in others
        return before is None or now in AFTER[before]

    def written(self, copy: Copy) -> list[str]:
        """Write it all with git; return the commits."""
        made = []
        for node in self.nodes:
            files: dict[str, str | None] = {".gatebot.yml": None, "tracker.md": None}
            if node.says is not None:
                rows = "".join(f"| {p} | T | {s} | dana |\n" for p, s in node.says.items())
                head = "| Phase | Title | Status | Owner |\n|---|---|---|---|\n"
                files = {".gatebot.yml": POLICY, "tracker.md": f"# Gates\n\n{head}{rows}"}
            parents = [f":{parent + 1}" for parent in node.parents]
            made.append(Made(f"Change {node.note}", parents, None, files))
        return copy.chain_of(made)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw commits of any status, merges of any parents in any order, and files put back."""
    graph = Graph()
    for at in range(2, draw(st.integers(4, 11))):
        many = st.lists(st.integers(0, at - 1), min_size=1, max_size=3, unique=True)
        parents = tuple(draw(many))
        says = graph.nodes[draw(st.one_of(st.sampled_from(parents), st.integers(0, at - 1)))].says
        if says is not None and draw(st.booleans()):
            phase = draw(st.sampled_from(PHASES))
            says = {**says, phase: draw(st.sampled_from(list(Status)))}
        if says is not None and not _descends(graph, parents):
            says = None  # else it would be a second start, which fails on its own
        graph.nodes.append(Node(parents, says, str(at)))
    # One merge of all on top: whatever it says, it may not make anything undone.
    order = draw(st.permutations(range(1, len(graph.nodes))))
    graph.nodes.append(Node(tuple(order), graph.nodes[draw(st.sampled_from(order))].says, "all"))
    return graph


def _descends(graph: Graph, parents: tuple[int, ...]) -> bool:
    return any(p == 1 or _descends(graph, graph.nodes[p].parents) for p in parents)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(graphs())
async def test_each_commit_that_is_wrong_is_found_whatever_is_merged_on_top(graph: Graph) -> None:
    with TemporaryDirectory() as folder:
        copy = Copy(bare(Path(folder) / "repo.git"), None)
        commits = graph.written(copy)
        assert git(copy.path, "cat-file", "-t", commits[-1]) == "commit"
        report = await verify(copy.path, commits[-1])

    at_end = {commits[-1]} if graph.nodes[-1].says is None else set()
    found = {f.commit for f in report.findings if f.level is Level.FAIL}
    assert found | at_end == {commits[at] for at in graph.failing()} | at_end
