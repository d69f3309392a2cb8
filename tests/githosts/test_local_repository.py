import hashlib
import os
from pathlib import Path

import pytest

from bot.githosts.local import LocalHost
from bot.githosts.local.git import git_environment
from bot.ports.git_host import HostError, NotFound, Rejected, Signature
from tests.githosts.local_lab import LocalLab
from tests.support.repository import ANA, BEN, Clone, acting_as, bare, git


@pytest.fixture
def lab(tmp_path: Path) -> LocalLab:
    return LocalLab(tmp_path)


async def test_an_empty_repository_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="push a first commit"):
        await LocalHost(bare(tmp_path / "empty.git")).look([])


async def test_a_missing_branch_is_named(lab: LocalLab) -> None:
    with pytest.raises(NotFound, match="'trunk'"):
        await LocalHost(lab.repo, "trunk").look([])


@pytest.mark.parametrize("name", ["absent", "plain", "file", "plain/inside"])
async def test_what_is_no_repository_is_not_found(lab: LocalLab, name: str) -> None:
    # A folder inside a repository is none itself: git would look for one above it.
    above = lab.clone.folder
    (above / "plain" / "inside").mkdir(parents=True)
    (above / "file").write_bytes(b"")
    host = LocalHost(above / name)
    with pytest.raises(NotFound, match="git init --bare"):
        await host.look([])
    with pytest.raises(NotFound, match="git init --bare"):
        await host.ci_run_at("ci:1")


async def test_sha256_objects_are_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", "long.git")
    with pytest.raises(Rejected, match="SHA-256") as caught:
        await LocalHost(tmp_path / "long.git").look([])
    assert "SHA-1" in caught.value.mend


@pytest.mark.parametrize("branch", ["", "-x y", "a..b", "a b", "refs/../x", "a\n", "x.lock"])
def test_an_impossible_branch_is_an_error(tmp_path: Path, branch: str) -> None:
    with pytest.raises(ValueError, match="name of a branch"):
        LocalHost(tmp_path, branch)


async def test_a_repository_with_a_working_tree_is_read(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    assert (await LocalHost(lab.clone.folder).look([])).head == head


async def test_reading_goes_on_while_objects_are_packed_anew(lab: LocalLab) -> None:
    host = lab.host()
    first = lab.commit({"a": b"0"})
    assert (await host.look(["a"])).head == first
    git(lab.repo, "gc", "--quiet", "--prune=now")
    second = lab.commit({"a": b"1"})
    git(lab.repo, "pack-refs", "--all")
    look = await host.look(["a"], since=first)
    assert look.head == second
    assert [commit.sha for commit in look.since] == [second]


async def test_a_damaged_repository_says_so(lab: LocalLab) -> None:
    head = lab.commit({"a": b"some content of its own"})
    oid = git(lab.repo, "rev-parse", "main:a")
    (lab.repo / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(Rejected, match="damaged"):
        await lab.host().read(head, ["a"])


def _commit_like(lab: LocalLab, wanted: int) -> dict[str, bytes]:
    """Make commits until two have the same first four digits; return those by sha."""
    tree = git(lab.repo, "rev-parse", "main^{tree}")
    seen: dict[str, tuple[str, bytes]] = {}
    for number in range(wanted):
        who = f"n <n@example.com> {1_000_000 + number} +0000"
        body = f"tree {tree}\nauthor {who}\ncommitter {who}\n\nx\n".encode()
        sha = hashlib.sha1(b"commit %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
        if sha[:4] in seen:
            return dict([seen[sha[:4]], (sha, body)])
        seen[sha[:4]] = (sha, body)
    raise AssertionError("no two alike")


async def test_an_ambiguous_sha_is_no_ancestor(lab: LocalLab) -> None:
    alike = _commit_like(lab, 5_000)
    for body in alike.values():
        git(lab.repo, "hash-object", "-w", "-t", "commit", "--stdin", stdin=body)
    one, _ = alike
    git(lab.repo, "update-ref", "refs/heads/main", one)
    assert await lab.host().is_ancestor(one, one)
    assert not await lab.host().is_ancestor(one[:4], one)
    assert await lab.host().resolve(one[:4]) is None


async def test_a_branch_named_like_a_sha_is_no_commit(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    git(lab.repo, "branch", "abcdef1", head)
    assert not await lab.host().is_ancestor("abcdef1", head)


async def test_the_author_of_a_merged_file_is_who_wrote_it(lab: LocalLab, tmp_path: Path) -> None:
    folder = lab.clone.folder
    start = lab.commit({"mine": b"0", "theirs": b"0"})
    git(lab.repo, "branch", "side", start)
    Clone(tmp_path / "side", lab.repo, "side").commit({"theirs": b"1"}, author=BEN)
    lab.commit({"mine": b"2"})
    git(folder, "fetch", "--quiet", str(lab.repo), "side")
    merger = acting_as(Signature("Merger", "m@example.com"))
    git(folder, "merge", "--quiet", "--no-ff", "FETCH_HEAD", "-m", "Merge", env=merger)
    lab.clone.push()
    head = git(lab.repo, "rev-parse", "main")
    authors = await lab.host().authors(head, ["theirs", "mine"])
    assert authors == {"theirs": (BEN, ANA), "mine": (ANA,)}


async def test_replace_refs_do_not_lie_to_us(lab: LocalLab) -> None:
    first = lab.commit({"a": b"0"})
    second = lab.commit({"a": b"1"})
    git(lab.repo, "replace", "--graft", second)
    assert await lab.host().is_ancestor(first, second)


async def test_names_that_are_no_utf8_are_shown_escaped(lab: LocalLab) -> None:
    head = lab.commit({os.fsdecode(b"caf\xe9"): b"x"})
    (entry,) = (each for each in await lab.host().tree(head) if each.path.startswith("caf"))
    assert entry.path == "caf\\xe9"
    assert (await lab.host().read(head, [entry.path]))[entry.path] is None


def test_hooks_are_not_given_the_bots_secrets() -> None:
    environ = {"PATH": "/bin", "SLACK_BOT_TOKEN": "xoxb", "GIT_DIR": "/x", "HOME": "/h"}
    made = git_environment(environ)
    assert made["PATH"] == "/bin"
    assert made["LC_ALL"] == "C"
    assert not {"SLACK_BOT_TOKEN", "GIT_DIR"} & set(made)


async def test_a_folder_without_rights_is_rejected(lab: LocalLab) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    lab.repo.chmod(0)
    try:
        with pytest.raises(HostError):
            await lab.host().look([])
    finally:
        lab.repo.chmod(0o755)
