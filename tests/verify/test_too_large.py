"""Beside real sign-offs: what is too large to be looked at fails, and heals once it is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.outcome import Exit
from bot.cli.verify import verify_clone
from bot.githosts.bounds import TooLarge
from bot.verify import Level, What
from bot.verify.clone import opened
from tests.support.repository import git
from tests.verify.hostile import Target, target, wanted
from tests.verify.tampering import Copy, failures

ID = "11111111-2222-4333-8444-555555555555"


def bombed(copy: Copy, tree: str = "main") -> str:
    """Return a tree like a commit's, with a folder that is in itself a million times over."""
    bomb = Target(copy).bomb(12, Target(copy).blob(b"x"))
    listed = f"{git(copy.path, 'ls-tree', tree)}\n040000 tree {bomb}\tzz\n"
    return git(copy.path, "mktree", stdin=listed.encode())


async def test_a_bomb_at_the_end_fails_and_heals(copy: Copy) -> None:
    """Whether the evidence is still what was signed off can't be told while it is there."""
    bomb = copy.commit({}, tree=bombed(copy), parents=["main"])
    found = failures(await copy.verified(bomb))

    assert {(f.what, f.commit) for f in found} == {(What.UNREADABLE, bomb)}
    assert {f.said.partition(":")[0] for f in found} == {"P4, round 2", "EXEC, round 2"}
    assert all("can't be looked at" in f.said for f in found)
    assert (await copy.verified(copy.commit({}, tree="main", parents=[bomb]))).ok


async def test_a_sign_off_in_a_bomb_fails(unsigned: Copy) -> None:
    """Nobody can tell what its evidence was then; accepting it by name is what is left."""
    landing = unsigned.landing("EXEC")
    made = unsigned.commit(
        {},
        message=unsigned.message(landing),
        tree=bombed(unsigned, landing),
        parents=[f"{landing}^"],
    )
    back = unsigned.commit({}, tree="main", parents=[made])
    found = failures(await unsigned.verified(back))

    assert {(f.what, f.commit) for f in found} == {(What.EVIDENCE_DIFFERS, made)}


PUSHES: dict[str, Callable[[Target], str]] = {
    "a record of 32 MiB": lambda it: _records(it, b"100644", it.zeros(32 << 20)),
    "a record that is a submodule": lambda it: _records(it, b"160000", "1" * 40),
    "a root of half a million names": lambda it: it.push_tree(
        it.raw_tree(b"".join(b"100644 %07d\0%b" % (n, b"\1" * 20) for n in range(500_000)))
    ),
}


def _records(it: Target, mode: bytes, oid: str) -> str:
    folder = it.tree([(b"40000", b"P1", it.tree([(mode, f"{ID}.json".encode(), oid)]))])
    return it.push_tree(it.root(signoffs=(b"40000", folder)))


@pytest.mark.parametrize("name", PUSHES)
async def test_it_fails_where_it_is_and_not_whatever_comes_after(tmp_path: Path, name: str) -> None:
    it = target(tmp_path)
    before = it.root()
    pushed = PUSHES[name](it)
    assert not (await it.copy.verified()).ok
    it.push_tree(before)
    report = await it.copy.verified()

    told = {f.commit for f in report.findings if f.level is not Level.NOTE}
    assert told <= {pushed, it.copy.head}
    assert pushed in told


def test_what_takes_more_memory_than_any_project_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    it = target(tmp_path)
    monkeypatch.setattr("bot.verify.facts._KEPT", 1)

    assert verify_clone(wanted(it.path), None) is Exit.BEYOND_BOUNDS
    assert "Look at what was pushed" in capsys.readouterr().err


def test_what_changed_is_told_by_git_and_by_us_alike(copy: Copy) -> None:
    history = git(copy.path, "rev-list", "main").split()
    with opened(copy.path, "main") as clone:
        for one, other in zip(history[::5], history[3::5], strict=False):
            said = git(copy.path, "diff-tree", "-r", "--name-only", "--no-renames", one, other)
            assert clone.changed_paths(one, other) == set(said.splitlines())


def test_folders_that_became_files_are_compared_within_bounds(tmp_path: Path) -> None:
    it = target(tmp_path)
    start = it.copy.head
    flat = it.push({"doc/T.md": None, "doc": "x\n"})
    deep = it.push_tree(it.root(big=(b"40000", it.deep(1_500, it.blob(b"x")))))
    with opened(it.path, "main") as clone:
        assert clone.changed_paths(start, flat) == {"doc", "doc/T.md"}
        assert clone.changed_paths(flat, flat) == frozenset()
        with pytest.raises(TooLarge):
            clone.changed_paths(flat, deep)
