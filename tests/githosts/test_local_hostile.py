"""Whatever somebody pushes into a folder, a look ends soon, and takes little memory."""

import resource
import time
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest

from bot.githosts.bounds import FILE_BYTES, MEBIBYTE, TooLarge
from bot.githosts.local import LocalHost
from bot.platform.clock import SystemClock
from bot.ports.errors import Fault
from bot.ports.git_host import HostError, NotFound
from bot.readiness.refusals import BrokenDocuments, Refused
from bot.repository.projects import Project, Projects
from tests.support.repository import git
from tests.verify.hostile import TRACKER, Target, target
from tests.verify.test_hostile import PUSHES

SECONDS = 60.0  # a loaded machine's; each takes a few on a quiet one
MEMORY_MIB = 700  # more than this process has before: what the largest tracker needs is most of it
READABLE = "In Progress"


@pytest.fixture
def there(tmp_path: Path) -> Target:
    return target(tmp_path)


def projects(there: Target) -> tuple[Projects, Project]:
    project = Project("p", ("C0",), LocalHost(there.path))
    return Projects([project], SystemClock()), project


def peak_mib() -> float:
    usages = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in usages) / 1024


@pytest.mark.parametrize("name", PUSHES)
async def test_the_bots_look_ends_and_heals(there: Target, name: str) -> None:
    right, tree, base = there.copy.head, there.root(), there.copy.head
    seen, project = projects(there)
    before = await seen.at_head(project)
    PUSHES[name](there)
    began, memory = time.monotonic(), peak_mib()
    with suppress(Refused, Fault):
        await seen.at_head(project, since=base)
    assert time.monotonic() - began < SECONDS
    assert peak_mib() - memory < MEMORY_MIB

    there.push_tree(tree)
    after = await seen.at_head(project, since=base)
    assert after.tracker.phases == before.tracker.phases
    assert {commit.sha for commit in after.since}.isdisjoint({right})


OF_TREES = [
    *("a folder 1,500 deep", "a bomb of folders", "a bomb of folders without a file"),
    *("a mode that is no number", "a name that is no text", "a name that is there twice"),
    *("a tree that is cut off", "a name with a slash", "a folder of records that is a submodule"),
]


@pytest.mark.parametrize("name", OF_TREES)
async def test_all_that_is_asked_of_a_commit_ends(there: Target, name: str) -> None:
    base = there.copy.head
    PUSHES[name](there)
    host, head = LocalHost(there.path), there.copy.head
    began = time.monotonic()
    for asking in (
        host.tree(head),
        host.changed_paths(base, head),
        host.authors(head, ["doc/T.md", "signoffs/P1/x.json"]),
        host.ci_runs(head),
    ):
        with suppress(HostError):
            await asking
    assert time.monotonic() - began < SECONDS


async def test_a_huge_file_is_refused_unread_with_its_name(there: Target) -> None:
    PUSHES["a tracker that is huge"](there)
    began = peak_mib()
    with pytest.raises(TooLarge, match=r"doc/T\.md has 32\.0 MiB; gatebot reads 16 MiB") as caught:
        await LocalHost(there.path).look(["doc/T.md"])
    assert "smaller" in caught.value.mend
    assert peak_mib() - began < FILE_BYTES / MEBIBYTE


async def test_people_are_told_which_file_is_too_large(there: Target) -> None:
    seen, project = projects(there)
    PUSHES["a tracker that is huge"](there)
    with pytest.raises(Refused) as caught:
        await seen.at_head(project)
    (problem,) = cast("BrokenDocuments", caught.value.reason).problems
    assert problem.place.path == "doc/T.md"
    assert "16 MiB" in problem.wrong
    assert problem.mend


async def test_the_files_of_one_answer_are_bounded_together(there: Target) -> None:
    tree = there.tree(
        [(b"100644", b"%03d" % n, there.blob(b"%d" % n + bytes(15 << 20))) for n in range(18)]
    )
    there.push_tree(there.root(big=(b"40000", tree)))
    with pytest.raises(TooLarge, match="256 MiB"):
        await LocalHost(there.path).look([f"big/{n:03d}" for n in range(18)])


async def test_a_name_that_is_there_twice_is_no_file(there: Target) -> None:
    twice = there.tree([(b"100644", b"T.md", there.blob(t)) for t in (TRACKER.encode(), b"x")])
    there.push_tree(there.root(doc=(b"40000", twice)))
    look = await LocalHost(there.path).look(["doc/T.md"])
    assert look.blobs == {"doc/T.md": None}


async def test_a_commit_that_says_nonsense_does_not_stop_a_look(there: Target) -> None:
    base, tree = there.copy.head, git(there.path, "rev-parse", "main^{tree}")
    text = (
        f"tree {tree}\nparent {base}\nauthor nobody\ncommitter x <x> 99999999999999999999 +0\n\nx"
    )
    sha = there.loose_commit(text.encode())
    look = await LocalHost(there.path).look(["doc/T.md"], since=base)
    assert [(c.sha, c.message, c.at.year) for c in look.since] == [(sha, "x", 1970)]
    assert READABLE in (look.blobs["doc/T.md"] or pytest.fail("no tracker")).data.decode()


async def test_the_trailers_of_an_enormous_message_are_found(there: Target) -> None:
    base = there.copy.head
    message = "Subject\n\n" + "x" * (20 << 20) + "\n\nGate-Intent: abc"
    there.push({"a": "b"}, message)
    look = await LocalHost(there.path).look((), since=base)
    assert look.since[0].trailers("Gate-Intent") == ("abc",)
    assert look.since[0].message.startswith("Subject\n\n")
    assert len(look.since[0].message) < 100_000


async def test_a_note_that_is_huge_is_refused_unread(there: Target) -> None:
    head = there.copy.head
    notes = there.tree([(b"100644", head.encode(), there.zeros(32 << 20))])
    commit = there.loose_commit(
        f"tree {notes}\nauthor x\ncommitter x\n\nx".encode(), "refs/notes/ci"
    )
    assert commit
    with pytest.raises(HostError, match="longer than"):
        await LocalHost(there.path).ci_runs(head)


async def test_what_is_no_commit_is_not_found(there: Target) -> None:
    tree = git(there.path, "rev-parse", "main^{tree}")
    with pytest.raises(NotFound):
        await LocalHost(there.path).tree(tree)
