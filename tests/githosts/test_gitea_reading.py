"""How Gitea is asked: in as few requests as it takes, also where lists come in pages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.githosts.gitea.place import Place
from bot.ports.git_host import CiRun, CiState, HostUnavailable, NotFound, Rejected
from tests.fakes.gitea.world import Fault
from tests.githosts.contract_writes import write
from tests.githosts.gitea_lab import GiteaLab, gitea_lab
from tests.support.repository import ANA, BEN, START, git

COMMITS, COMMIT, TREE = "GET /commits", "GET /git/commits/{sha}", "GET /git/trees/{sha}"
BLOB, RAW, BRANCH = "GET /git/blobs/{sha}", "GET /raw/{filepath}", "GET /branches/{branch}"
STATUSES, TASKS = "GET /statuses/{sha}", "GET /actions/tasks"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GiteaLab]:
    async with gitea_lab(tmp_path) as lab:
        yield lab


def many(lab: GiteaLab, number: int) -> None:
    """Put empty commits on the branch, at once."""
    at = int(START.timestamp()) + 3_600
    lines = []
    for count in range(number):
        who = f"committer {ANA.name} <{ANA.email}> {at + count} +0000"
        said = f"Number {count}"
        parent = f"from {lab.first}\n" if not count else ""
        lines.append(f"commit refs/heads/main\n{who}\ndata {len(said)}\n{said}\n{parent}\n")
    git(lab.repo, "fast-import", "--quiet", stdin="".join(lines).encode())


async def test_a_head_that_is_known_is_one_request(lab: GiteaLab) -> None:
    base = lab.commit({"a": b"0"})
    lab.commit({"a": b"1"})
    host = lab.host()
    await host.look(["a", ".gatebot.yml"], since=base)
    assert lab.world.asked() == [COMMITS, TREE, BLOB]
    lab.world.seen.clear()
    await host.look(["a", ".gatebot.yml"], since=base)
    assert lab.world.asked() == [COMMITS]


async def test_what_was_written_is_not_asked_for(lab: GiteaLab) -> None:
    head = lab.commit({"docs/a": b"0", "docs/b": b"1"})
    host = lab.host()
    await host.tree(head)
    lab.world.seen.clear()
    sha = await host.write(write(head, {"docs/a": b"2", "new/deep": b"3"}, deletes=["docs/b"]))
    assert lab.world.asked() == [BRANCH, "POST /contents"]
    blobs = await host.read(sha, ["docs/a", "docs/b"])
    tree = {entry.path: entry.oid for entry in await host.tree(sha)}
    assert await host.is_ancestor(head, sha)
    assert lab.world.asked() == [BRANCH, "POST /contents"]
    assert blobs["docs/b"] is None
    assert set(tree) == {"README.md", "docs/a", "new/deep"}
    assert git(lab.repo, "rev-parse", f"{sha}:docs/a") == tree["docs/a"]


async def test_a_file_that_the_server_changed_is_read_back(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    made = {
        "commit": {"sha": "c" * 40, "tree": {"sha": "d" * 40}, "parents": [{"sha": head}]},
    }
    host = lab.host()
    await host.tree(head)
    lab.world.faults.append(Fault("POST /contents", 201, body=made))
    assert await host.write(write(head, {"a": b"1"})) == "c" * 40
    with pytest.raises(NotFound):
        await host.tree("c" * 40)


async def test_a_tree_comes_in_pages(lab: GiteaLab) -> None:
    files = {f"{a}/{n}.md": b"x" for a in "abc" for n in range(3)}
    head = lab.commit(files)
    lab.world.tree_page = 5
    tree = await lab.host().tree(head)
    assert [entry.path for entry in tree] == sorted(["README.md", *files])
    assert lab.world.asked() == [TREE] * 3


async def test_a_tree_that_ends_too_early_is_not_believed(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    cut = {"sha": head, "truncated": True, "tree": None, "page": 1, "total_count": 9}
    lab.world.faults.append(Fault(TREE, 200, body=cut))
    with pytest.raises(HostUnavailable, match="did not send all"):
        await lab.host().tree(head)


async def test_a_large_file_comes_as_it_is(lab: GiteaLab) -> None:
    lab.world.blob_limit = 100
    data = {"small.md": b"x" * 100, "a b/größer #1?.md": b"y\0" * 51}
    lab.commit(dict(data))
    host = lab.host()
    for _ in range(2):
        blobs = (await host.look(list(data))).blobs
        assert {path: blob.data for path, blob in blobs.items() if blob} == data
    assert (lab.world.asked().count(BLOB), lab.world.asked().count(RAW)) == (2, 1)


async def test_a_file_that_is_not_whole_is_not_believed(lab: GiteaLab) -> None:
    lab.commit({"doc.md": b"all of it"})
    half = {"sha": "0" * 40, "content": "YQ==", "encoding": "base64", "size": 1}
    lab.world.faults += [Fault(BLOB, 200, body=half), Fault(RAW, 200, body="half")]
    with pytest.raises(HostUnavailable, match=r"did not send all of doc\.md"):
        await lab.host().look(["doc.md"])


async def test_more_than_one_page_since_base(lab: GiteaLab) -> None:
    many(lab, 130)
    look = await lab.host().look([], since=lab.first)
    assert look.base_reachable
    assert [c.message.strip() for c in look.since] == [f"Number {n}" for n in reversed(range(130))]
    assert lab.world.asked() == [COMMITS, COMMIT, COMMITS, COMMITS, COMMITS]


async def test_after_a_rewrite_the_pages_are_read_up_to_a_limit(lab: GiteaLab) -> None:
    many(lab, 120)
    look = await lab.host().look([], since="0" * 40)
    assert not look.base_reachable
    assert len(look.since) == 121


async def test_a_branch_set_back_has_nothing_since(lab: GiteaLab) -> None:
    taken_back = lab.commit({"a": b"0"})
    git(lab.repo, "update-ref", "refs/heads/main", lab.first)
    look = await lab.host().look([], since=taken_back)
    assert (look.since, look.base_reachable) == ((), False)


async def test_a_tag_named_like_the_branch_is_not_the_branch(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    git(lab.repo, "update-ref", "refs/tags/main", lab.first)
    assert (await lab.host().look([])).head == head


async def test_a_branch_named_like_a_sha_is_no_commit(lab: GiteaLab) -> None:
    git(lab.repo, "update-ref", "refs/heads/beef", lab.first)
    assert not lab.first.startswith("beef")
    assert await lab.host().resolve("beef") is None


@pytest.mark.parametrize("status", [404, 409, 500])
async def test_a_branch_that_is_not_there_is_told_whatever_the_server_says(
    lab: GiteaLab, status: int
) -> None:
    # `GetAllCommits`: 409 for an empty repository, a 500 for a ref that is none (older servers).
    git(lab.repo, "update-ref", "-d", "refs/heads/main")
    lab.world.faults.append(Fault(COMMITS, status))
    with pytest.raises(NotFound, match="no branch 'main' in acme/gates: push a first commit"):
        await lab.host().look([])


async def test_a_server_that_fails_is_not_a_branch_that_is_not_there(lab: GiteaLab) -> None:
    lab.world.faults.append(Fault(COMMITS, 500))
    with pytest.raises(HostUnavailable, match="can't list the commits of main"):
        await lab.host().look([])


async def test_what_two_commits_are_to_each_other_is_asked_once(lab: GiteaLab) -> None:
    first, second = lab.commit({"a": b"0"}), lab.commit({"a": b"1"})
    host = lab.host()
    for _ in range(2):
        assert await host.is_ancestor(first, second)
        assert not await host.is_ancestor(second, first)
    assert lab.world.asked() == [COMMIT, COMMIT, COMMITS]


async def test_authors_are_read_page_by_page(lab: GiteaLab) -> None:
    lab.commit({"a": b"first"}, author=BEN)
    for number in range(51):
        lab.commit({"a": str(number).encode()}, author=ANA)
    head = lab.commit({"a": b"last"}, author=ANA)
    assert await lab.host().authors(head, ["a"]) == {"a": (ANA, BEN)}


def run(number: int, state: CiState, commit: str) -> CiRun:
    return CiRun(str(number), commit, state, START + timedelta(hours=number))


async def test_of_several_contexts_the_worst_leads(lab: GiteaLab) -> None:
    said = [
        (1, CiState.GREEN, "lint"),
        (2, CiState.RED, "tests"),
        (3, CiState.RED, "build"),
        (4, CiState.GREEN, "build"),
        (5, CiState.GREEN, "docs"),
    ]
    lab.world.statuses[lab.first] = [
        *(lab.status(run(n, s, lab.first), name) | {"target_url": ""} for n, s, name in said),
        lab.status(run(6, CiState.GREEN, lab.first), "skipped") | {"status": "skipped"},
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert [each.id for each in runs] == ["2", "5", "4", "1", "3"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("pending", CiState.RUNNING),
        ("success", CiState.GREEN),
        ("failure", CiState.RED),
        ("error", CiState.RED),
        ("warning", CiState.RED),
    ],
)
async def test_states_of_statuses(lab: GiteaLab, said: str, state: CiState) -> None:
    raw = lab.status(run(1, CiState.GREEN, lab.first))
    lab.world.statuses[lab.first] = [raw | {"status": said, "target_url": ""}]
    (found,) = await lab.host().ci_runs(lab.first)
    assert (found.state, found.url) == (state, "")


async def test_more_than_one_page_of_statuses(lab: GiteaLab) -> None:
    lab.world.statuses[lab.first] = [
        lab.status(run(n, CiState.RED if n == 1 else CiState.GREEN, lab.first), f"job {n}")
        for n in range(120, 0, -1)
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert (len(runs), runs[0].id) == (120, "1")


async def test_a_workflow_of_the_same_name_hides_no_red_one(lab: GiteaLab) -> None:
    """`CreateCommitStatus` of Actions names workflow, job and event; two files may share them."""
    red, green = run(1, CiState.RED, lab.first), run(2, CiState.GREEN, lab.first)
    lab.world.statuses[lab.first] = [lab.status(red), lab.status(green)]
    assert [each.id for each in await lab.host().ci_runs(lab.first)] == ["1", "2"]
    lab.record_ci(lab.first, [red, green])
    assert [each.id for each in await lab.host().ci_runs(lab.first)] == ["2", "1"], "run again"


async def test_statuses_that_are_counted_and_not_shown_are_not_green(lab: GiteaLab) -> None:
    lab.world.statuses[lab.first] = [lab.status(run(1, CiState.GREEN, lab.first))]
    lab.world.hidden = 1
    with pytest.raises(HostUnavailable, match="names 2 items, and shows 1"):
        await lab.host().ci_runs(lab.first)


async def test_a_run_is_as_good_as_its_worst_job(lab: GiteaLab) -> None:
    # The last job waits for a runner: Actions list no task of it, but it has a status.
    there = run(7, CiState.GREEN, lab.first)
    waits = lab.status(run(8, CiState.RUNNING, lab.first), "ci / deploy (push)")
    page = "/acme/gates/actions/runs/7/jobs/"
    lab.world.tasks = [lab.task(run(9, CiState.RED, lab.first)), lab.task(there)]
    lab.world.statuses[lab.first] = [
        lab.status(run(9, CiState.RED, lab.first), "other / test (push)"),
        waits | {"target_url": f"{page}1"},
        lab.status(there),
    ]
    found = await lab.host().ci_run_at(f"{lab.world.url}/acme/gates/actions/runs/7")
    assert found is not None
    assert (found.id, found.commit, found.state) == ("7", lab.first, CiState.RUNNING)


async def test_a_run_without_statuses_is_told_by_its_tasks(lab: GiteaLab) -> None:
    by_hand = lab.task(run(7, CiState.RED, lab.first)) | {"status": "cancelled"}
    lab.world.tasks = [by_hand, lab.task(run(6, CiState.GREEN, lab.first))]
    host = lab.host()
    at = f"{lab.world.url}/acme/gates/actions/runs"
    red, green = await host.ci_run_at(f"{at}/7"), await host.ci_run_at(f"{at}/6")
    assert red is not None
    assert green is not None
    assert (red.state, green.state) == (CiState.RED, CiState.GREEN)


async def test_links_of_every_shape(lab: GiteaLab) -> None:
    lab.record_ci(lab.first, [run(7, CiState.GREEN, lab.first)])
    host = lab.host()
    page = f"{lab.world.url}/acme/gates/actions/runs/7"
    home = f"{lab.world.url}/ACME/gates"
    for link in (page, f"{home}/actions/runs/7/", f"{page}/jobs/0", f"{page}/jobs/0/attempt/2"):
        found = await host.ci_run_at(link)
        assert found is not None
        assert (found.id, found.state, found.commit, found.url) == (
            "7",
            CiState.GREEN,
            lab.first,
            page,
        )
    found = await host.ci_run_at(f"{home}/commit/{lab.first}")
    assert found is not None
    assert (found.commit, found.state) == (lab.first, CiState.GREEN)
    asked = len(lab.world.seen)
    for link in (
        page.replace("127.0.0.1", "localhost"),
        page.replace("/gates/", "/other/"),
        page.replace("http:", "https:"),
        f"{home}/actions/runs/7/../../secrets",
        f"{home}/actions/runs/x",
        f"{home}/commit/main",
        home,
        "http://[",
    ):
        assert await host.ci_run_at(link) is None
    assert len(lab.world.seen) == asked, "a link that leads elsewhere is never asked for"
    assert await host.ci_run_at(page.replace("7", "8")) is None


async def test_a_run_is_looked_for_until_older_ones_come(lab: GiteaLab) -> None:
    lab.world.tasks = [lab.task(run(n, CiState.GREEN, lab.first)) for n in range(400, 0, -1)]
    host = lab.host()
    at = f"{lab.world.url}/acme/gates/actions/runs"
    found = await host.ci_run_at(f"{at}/345")
    assert found is not None
    assert found.id == "345"
    assert lab.world.asked().count(TASKS) == 3


async def test_a_run_too_far_back_is_not_told(lab: GiteaLab) -> None:
    lab.world.tasks = [lab.task(run(n, CiState.GREEN, lab.first)) for n in range(2_100, 0, -1)]
    with pytest.raises(Rejected, match="too far back") as caught:
        await lab.host().ci_run_at(f"{lab.world.url}/acme/gates/actions/runs/3")
    assert caught.value.mend == "Link to a newer run."


@pytest.mark.parametrize(
    "given", ["https://git.example.com/forge", "https://git.example.com/forge/api/v1/"]
)
def test_a_place_is_known_by_its_address_or_its_api(given: str) -> None:
    place = Place.of("acme/gates", given)
    assert place.rest("/commits") == "https://git.example.com/forge/api/v1/repos/acme/gates/commits"
    assert place.page == "https://git.example.com/forge/acme/gates"


async def test_links_for_people(lab: GiteaLab) -> None:
    host = lab.host()
    assert host.commit_url("a" * 40) == f"{lab.world.url}/acme/gates/commit/{'a' * 40}"
    assert host.compare_url("a", "b") == f"{lab.world.url}/acme/gates/compare/a...b"
