"""Legal changes whose history has a shape of its own: nothing of it may alarm."""

from collections.abc import Callable
from itertools import permutations

import pytest

from bot.verify import verify
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy, edited, failures

EXEC = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
README: dict[str, str | None] = {"README.md": "# Tidewater\n"}


def step(copy: Copy, status: str, tree: str = "main") -> str:
    """Return a new phase's commit, put on a commit whose tracker is main's."""
    row = f"{EXEC}\n| P9 | Later | {status} | ines |"
    return copy.commit({TRACKER: edited(copy.text(TRACKER), (EXEC, row))}, tree=tree)


def cut(copy: Copy) -> str:
    """Return the commit of a branch that was cut before anything was signed off."""
    return copy.commit(README, tree=f"{copy.landing('P4')}^")


def merge(copy: Copy, *parents: str, tree: str = "main") -> str:
    return copy.commit({}, tree=tree, parents=parents, message="Merge")


def library(copy: Copy) -> str:
    """Return the end of a history of its own, without a policy."""
    root = copy.commit({"lib.py": "A = 1\n"}, tree=empty(copy), parents=[])
    return copy.commit({"lib.py": "A = 2\n"}, tree=root)


def empty(copy: Copy) -> str:
    return git(copy.path, "hash-object", "-t", "tree", "-w", "--stdin")


def subtree(copy: Copy) -> str:
    return copy.commit({"vendor/lib.py": "A = 2\n"}, parents=["main", library(copy)])


def two_long_branches(copy: Copy) -> str:
    one = copy.commit({"one.txt": "1\n"}, tree=f"{copy.landing('P4')}^")
    other = copy.commit({"two.txt": "2\n"}, tree=copy.landing("P4"))
    return merge(copy, merge(copy, other, one, tree=other), "main")


def kept_up_to_date(copy: Copy) -> str:
    """Main is merged into a branch twice, and then the branch into main."""
    once = merge(copy, cut(copy), copy.landing("P4"), tree=copy.landing("P4"))
    twice = merge(copy, once, "main")
    return merge(copy, "main", copy.commit(README, tree=twice), tree=twice)


def criss_cross(copy: Copy) -> str:
    side = copy.commit(README)
    one, other = merge(copy, "main", side, tree=side), merge(copy, side, "main", tree=side)
    return merge(copy, one, other, tree=side)


def steps_on_a_branch(copy: Copy) -> str:
    working = step(copy, "In Progress", step(copy, "Not Started"))
    ready = step(copy, "Ready for Signoff", working)
    return merge(copy, copy.commit(README), ready, tree=ready)


def picked(copy: Copy) -> str:
    """Change the same on a branch and on main, and merge them."""
    text = edited(copy.text(TRACKER), (EXEC, f"{EXEC}\n| P9 | Later | Not Started | ines |"))
    other = copy.commit({**README, TRACKER: text})
    return merge(copy, step(copy, "Not Started"), other, tree=other)


def picked_sign_off(copy: Copy) -> str:
    """Pick a sign-off onto a release branch that has the approved commit, and merge that."""
    landing = copy.landing("EXEC")
    branch = copy.commit({}, parents=[copy.commit({}, tree=f"{landing}^")], tree=landing)
    return merge(copy, "main", branch)


def reverted(copy: Copy) -> str:
    return copy.commit({}, tree="main", parents=[copy.commit(README)], message="Revert it")


def reverted_merge(copy: Copy) -> str:
    """Merge a branch from before the sign-offs, and revert the merge against main."""
    merged = copy.commit(README, parents=["main", cut(copy)], message="Merge")
    return copy.commit({}, tree="main", parents=[merged], message="Revert the merge")


SHAPES: dict[str, Callable[[Copy], str]] = {
    "an empty commit": lambda c: c.commit({}),
    "an empty merge": lambda c: merge(c, "main", c.commit({}, tree=f"{c.landing('P4')}^")),
    "an old branch merged": lambda c: c.commit(README, parents=["main", cut(c)]),
    "main merged into an old branch": lambda c: c.commit(README, parents=[cut(c), "main"]),
    "a branch from before gatebot": lambda c: merge(c, "main", before(c)),
    "a branch from before gatebot, foxtrot": lambda c: merge(c, before(c), "main"),
    "a merge of a commit and its child": lambda c: merge(c, f"{c.landing('P4')}^", "main"),
    "an octopus": lambda c: merge(c, "main", cut(c), c.commit(README)),
    "an octopus, the oldest first": lambda c: merge(c, cut(c), before(c), "main"),
    "a subtree": subtree,
    "another root merged with our files": lambda c: merge(c, library(c), "main"),
    "two long branches": two_long_branches,
    "a branch kept up to date": kept_up_to_date,
    "a criss-cross merge": criss_cross,
    "steps on a branch": steps_on_a_branch,
    "a squash of steps": lambda c: step(c, "Ready for Signoff"),
    "a change picked onto a branch": picked,
    "a sign-off picked onto a branch": picked_sign_off,
    "a revert": reverted,
    "a revert of a merge": reverted_merge,
    "a branch rebased, the old one merged too": lambda c: merge(c, c.commit(README), cut(c)),
}


def before(copy: Copy) -> str:
    """Return the commit of a branch that was cut before there was a policy."""
    log = ("log", "--format=%H", "--diff-filter=A", "main", "--", ".gatebot.yml")
    return copy.commit({"old.txt": "1\n"}, tree=f"{git(copy.path, *log)}^")


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
async def test_a_legal_shape_of_history_alarms_nobody(
    signed: Copy, shape: Callable[[Copy], str]
) -> None:
    assert failures(await signed.verified(shape(signed))) == []


async def test_every_order_of_an_octopus_passes(signed: Copy) -> None:
    sides = ("main", cut(signed), before(signed))
    for parents in permutations(sides):
        report = await verify(signed.path, merge(signed, *parents))
        assert failures(report) == []
        assert [s.phase for s in report.signoffs] == ["P4", "EXEC"]
