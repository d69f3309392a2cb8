"""How GitHub is asked: in as few requests as it takes, also where history is long or branched."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.githosts.github.place import Place
from bot.ports.git_host import CiRun, CiState, HostUnavailable
from tests.githosts.contract_writes import write
from tests.githosts.github_lab import GitHubLab, github_lab
from tests.support.repository import ANA, BEN, START, acting_as, git

COMPARE = "/repos/{owner}/{repo}/compare/{basehead}"
TREE = "/repos/{owner}/{repo}/git/trees/{tree_sha}"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitHubLab]:
    async with github_lab(tmp_path) as lab:
        yield lab


def many(lab: GitHubLab, number: int) -> None:
    """Put empty commits on the branch, at once."""
    at = int(START.timestamp()) + 3_600
    lines = []
    for count in range(number):
        who = f"committer {ANA.name} <{ANA.email}> {at + count} +0000"
        said = f"Number {count}"
        parent = f"from {lab.first}\n" if not count else ""
        lines.append(f"commit refs/heads/main\n{who}\ndata {len(said)}\n{said}\n{parent}\n")
    git(lab.repo, "fast-import", "--quiet", stdin="".join(lines).encode())


def merge(lab: GitHubLab, first: str, second: str) -> str:
    tree = git(lab.repo, "rev-parse", f"{first}^{{tree}}")
    env = acting_as(ANA, START + timedelta(days=2))
    sha = git(lab.repo, "commit-tree", tree, "-p", first, "-p", second, "-m", "Merge", env=env)
    git(lab.repo, "update-ref", "refs/heads/main", sha)
    return sha


async def test_what_came_since_is_in_the_one_query(lab: GitHubLab) -> None:
    base = lab.commit({"a": b"0"})
    commits = [lab.commit({"a": str(n).encode()}) for n in range(1, 4)]
    look = await lab.host().look(["a", ".gatebot.yml"], since=base)
    assert [commit.sha for commit in look.since] == commits[::-1]
    assert lab.world.asked() == ["Look"]


async def test_more_than_one_page_since_base(lab: GitHubLab) -> None:
    many(lab, 130)
    look = await lab.host().look([], since=lab.first)
    assert look.base_reachable
    assert [c.message for c in look.since] == [f"Number {n}" for n in reversed(range(130))]
    assert lab.world.asked() == ["Look", COMPARE, COMPARE]


async def test_after_a_rewrite_the_pages_are_read_up_to_a_limit(lab: GitHubLab) -> None:
    many(lab, 150)
    look = await lab.host().look([], since="0" * 40)
    assert not look.base_reachable
    assert len(look.since) == 151
    assert lab.world.asked() == ["Look", COMPARE, "History", "History"]


async def test_a_side_branch_that_began_before_base_is_told_apart(lab: GitHubLab) -> None:
    side = lab.commit({"side": b"0"})
    lab.rewrite(lab.first, {"a": b"0"})
    base = git(lab.repo, "rev-parse", "main")
    one = lab.commit({"a": b"1"})
    head = merge(lab, one, side)
    look = await lab.host().look([], since=base)
    assert look.base_reachable
    assert look.since[0].sha == head
    assert {commit.sha for commit in look.since} == {head, one, side}


async def test_a_branch_set_back_has_nothing_since(lab: GitHubLab) -> None:
    taken_back = lab.commit({"a": b"0"})
    git(lab.repo, "update-ref", "refs/heads/main", lab.first)
    look = await lab.host().look([], since=taken_back)
    assert (look.since, look.base_reachable) == ((), False)


async def test_a_tree_and_its_files_are_asked_for_once(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0", "b": b"\0"})
    host = lab.host()
    for _ in range(2):
        await host.tree(head)
        await host.read(head, ["a", "b", "absent"])
    assert lab.world.asked() == [TREE, "Read", "/repos/{owner}/{repo}/git/blobs/{file_sha}"]
    empty = lab.clone.commit({}, "Nothing")
    await host.look([])
    await host.tree(empty)
    assert lab.world.asked().count(TREE) == 1, "the same tree under another commit"


async def test_what_was_written_is_not_asked_for(lab: GitHubLab) -> None:
    head = lab.commit({"docs/a": b"0", "docs/b": b"1"})
    host = lab.host()
    before = {entry.path: entry.oid for entry in await host.tree(head)}
    sha = await host.write(write(head, {"docs/a": b"2", "new/deep": b"3"}, deletes=["docs/b"]))
    lab.world.seen.clear()
    after = {entry.path: entry.oid for entry in await host.tree(sha)}
    blobs = await host.read(sha, ["docs/a", "docs/b"])
    assert await host.is_ancestor(head, sha)
    assert lab.world.asked() == []
    assert set(after) == {"README.md", "docs/a", "new/deep"}
    assert after["docs/a"] != before["docs/a"]
    assert after["README.md"] == before["README.md"]
    assert blobs["docs/a"] is not None
    assert blobs["docs/b"] is None
    assert git(lab.repo, "rev-parse", f"{sha}:docs/a") == after["docs/a"]


async def test_what_two_commits_are_to_each_other_is_asked_once(lab: GitHubLab) -> None:
    first, second = lab.commit({"a": b"0"}), lab.commit({"a": b"1"})
    host = lab.host()
    for _ in range(2):
        assert await host.is_ancestor(first, second)
        assert not await host.is_ancestor(second, first)
    assert lab.world.asked() == [COMPARE, COMPARE]


async def test_a_diverged_pair_differs_by_its_trees(lab: GitHubLab) -> None:
    lost = lab.commit({"lost": b"0", "same": b"s"})
    head = lab.rewrite(lab.first, {"kept": b"0", "same": b"s"})
    assert await lab.host().changed_paths(lost, head) == {"lost", "kept"}


async def test_of_several_checks_the_worst_leads(lab: GitHubLab) -> None:
    def run(number: int, state: CiState, name: str) -> dict[str, object]:
        made = CiRun(str(number), lab.first, state, START + timedelta(hours=number))
        return lab.check_run(made, name)

    lab.world.check_runs = [
        run(1, CiState.GREEN, "lint"),
        run(2, CiState.RED, "tests"),
        run(3, CiState.RED, "build"),
        run(4, CiState.GREEN, "build"),
        run(5, CiState.GREEN, "docs"),
        run(6, CiState.GREEN, "skipped") | {"conclusion": "skipped"},
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert [each.id for each in runs] == ["2", "5", "4", "1", "3"]


@pytest.mark.parametrize("apart", [{"suite": 2}, {"app": 2}])
async def test_a_check_of_the_same_name_elsewhere_hides_no_red_one(
    lab: GitHubLab, apart: dict[str, int]
) -> None:
    red = CiRun("1", lab.first, CiState.RED, START)
    green = CiRun("2", lab.first, CiState.GREEN, START + timedelta(hours=1))
    lab.world.check_runs = [lab.check_run(red, "test"), lab.check_run(green, "test", **apart)]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["1", "2"]
    lab.world.check_runs = [lab.check_run(red, "test"), lab.check_run(green, "test")]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["2", "1"], "run again"


async def test_jobs_of_one_name_side_by_side_are_several(lab: GitHubLab) -> None:
    red = CiRun("1", lab.first, CiState.RED, START)
    green = CiRun("2", lab.first, CiState.GREEN, START + timedelta(minutes=1))
    later = (START + timedelta(minutes=5)).isoformat()
    one = lab.check_run(red, "test") | {"completed_at": later}
    lab.world.check_runs = [one, lab.check_run(green, "test")]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["1", "2"]


async def test_a_red_status_or_check_beyond_the_first_page_is_seen(lab: GitHubLab) -> None:
    at = START.isoformat()
    raw = {"created_at": at, "updated_at": at, "target_url": None, "state": "success"}
    said = [raw | {"id": n, "context": f"job {n}"} for n in range(1, 251)]
    lab.world.statuses = {lab.first: [*said[:-1], said[-1] | {"state": "failure"}]}
    runs = await lab.host().ci_runs(lab.first)
    assert (len(runs), runs[0].id, runs[0].state) == (250, "status-250", CiState.RED)
    lab.world.statuses = {}
    lab.world.check_runs = [
        lab.check_run(
            CiRun(str(n), lab.first, CiState.RED if n == 130 else CiState.GREEN, START), f"job {n}"
        )
        for n in range(1, 131)
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert (len(runs), runs[0].id) == (130, "130")


async def test_checks_that_github_counts_and_does_not_show_are_not_green(lab: GitHubLab) -> None:
    lab.world.check_runs = [lab.check_run(CiRun("1", lab.first, CiState.GREEN, START))]
    lab.world.hidden = 1
    with pytest.raises(HostUnavailable, match=r"names [12] .*shows [01]"):
        await lab.host().ci_runs(lab.first)


@pytest.mark.parametrize(
    ("status", "conclusion", "state"),
    [
        ("queued", None, CiState.RUNNING),
        ("completed", "success", CiState.GREEN),
        ("completed", "cancelled", CiState.RED),
        ("completed", "timed_out", CiState.RED),
        ("completed", "action_required", CiState.RED),
    ],
)
async def test_states_of_check_runs(
    lab: GitHubLab, status: str, conclusion: str | None, state: CiState
) -> None:
    raw = lab.check_run(CiRun("1", lab.first, CiState.GREEN, START))
    lab.world.check_runs = [raw | {"status": status, "conclusion": conclusion, "started_at": None}]
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.state is state


async def test_commit_statuses_count_too(lab: GitHubLab) -> None:
    at = START.isoformat()
    raw = {"id": 5, "context": "jenkins", "created_at": at, "updated_at": at, "target_url": None}
    for state, expected in {
        "success": CiState.GREEN,
        "pending": CiState.RUNNING,
        "failure": CiState.RED,
        "error": CiState.RED,
    }.items():
        lab.world.statuses = {lab.first: [raw | {"state": state}]}
        (run,) = await lab.host().ci_runs(lab.first)
        assert (run.id, run.state, run.commit) == ("status-5", expected, lab.first)


def workflow(lab: GitHubLab, number: int, **facts: object) -> dict[str, object]:
    """Return a workflow run as the API shows it: it failed before it had a job."""
    raw = {"id": number, "head_sha": lab.first, "status": "completed", "workflow_id": 1}
    raw |= {"event": "push", "head_branch": "main", "check_suite_id": 100 + number}
    raw |= {"conclusion": "startup_failure", "run_started_at": START.isoformat()}
    return raw | {"html_url": f"{lab.url}/acme/gates/actions/runs/{number}", **facts}


async def test_a_workflow_that_fails_before_it_has_a_job_is_red(lab: GitHubLab) -> None:
    green = lab.check_run(CiRun("1", lab.first, CiState.GREEN, START), suite=7)
    lab.world.check_runs = [green]
    lab.world.workflow_runs = [workflow(lab, 5)]
    runs = await lab.host().ci_runs(lab.first)
    assert [(run.id, run.state) for run in runs] == [("5", CiState.RED), ("1", CiState.GREEN)]


async def test_a_workflow_that_waits_for_its_first_job_is_running(lab: GitHubLab) -> None:
    lab.world.workflow_runs = [workflow(lab, 5, status="queued", conclusion=None)]
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.state is CiState.RUNNING


async def test_a_workflow_whose_jobs_are_known_counts_by_them(lab: GitHubLab) -> None:
    lab.world.check_runs = [lab.check_run(CiRun("1", lab.first, CiState.GREEN, START), suite=7)]
    lab.world.workflow_runs = [
        workflow(lab, 5, check_suite_id=7, conclusion="failure"),
        workflow(lab, 6, workflow_id=2, conclusion="success"),
        workflow(lab, 7, workflow_id=3, conclusion="skipped"),
    ]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["1"]


async def test_a_workflow_that_was_run_again_counts_by_its_newest_run(lab: GitHubLab) -> None:
    again = workflow(lab, 6, conclusion="success")
    lab.world.workflow_runs = [again, workflow(lab, 5)]
    assert await lab.host().ci_runs(lab.first) == ()
    lab.world.workflow_runs = [again, workflow(lab, 5, event="schedule")]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["5"]


async def test_workflow_runs_are_read_to_their_end_or_unknown(lab: GitHubLab) -> None:
    lab.world.workflow_runs = [
        *(workflow(lab, n, workflow_id=n, conclusion="success") for n in range(2, 151)),
        workflow(lab, 1),
    ]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["1"]
    lab.world.hidden_workflow_runs = 1
    with pytest.raises(HostUnavailable, match="names 151 workflow runs, and shows 150"):
        await lab.host().ci_runs(lab.first)


async def test_links_of_every_shape(lab: GitHubLab) -> None:
    check = lab.check_run(CiRun("11", lab.first, CiState.RED, START))
    lab.world.check_runs = [check]
    page = f"{lab.url}/acme/gates/actions/runs/7"
    lab.world.workflow_runs = [
        {
            "id": 7,
            "head_sha": lab.first,
            "status": "completed",
            "conclusion": "success",
            "run_started_at": START.isoformat(),
            "html_url": page,
        }
    ]
    host = lab.host()
    home = f"{lab.url}/ACME/gates"
    for link in (page, f"{home}/actions/runs/7/", f"{page}/attempts/2", f"{page}#summary"):
        run = await host.ci_run_at(link)
        assert run is not None
        assert (run.id, run.state, run.commit, run.at) == ("7", CiState.GREEN, lab.first, START)
    commit = f"{home}/commit/{lab.first}/checks?check_run_id=11"
    for link in (f"{page}/job/11", f"{home}/runs/11", commit):
        run = await host.ci_run_at(link)
        assert run is not None
        assert (run.id, run.state) == ("11", CiState.RED)
    asked = len(lab.world.seen)
    for link in (
        page.replace("127.0.0.1", "localhost"),
        page.replace("/gates/", "/other/"),
        page.replace("http:", "https:"),
        f"{home}/actions/runs/7/../../secrets",
        f"{home}/actions/runs/x",
        f"{home}/commit/{lab.first}/checks?check_run_id=../../x",
        f"{home}",
        "http://[",
    ):
        assert await host.ci_run_at(link) is None
    assert len(lab.world.seen) == asked, "a link that leads elsewhere is never asked for"
    assert await host.ci_run_at(page.replace("7", "8")) is None


async def test_a_branch_named_like_a_sha_is_no_commit(lab: GitHubLab) -> None:
    git(lab.repo, "update-ref", "refs/heads/beef", lab.first)
    assert not lab.first.startswith("beef")
    assert await lab.host().resolve("beef") is None


def test_places() -> None:
    public = Place.of("acme/gates", "main")
    assert (public.graphql, public.web) == (
        "https://api.github.com/graphql",
        "https://github.com",
    )
    server = Place.of("acme/gates", "main", "https://ghe.example.com/api/v3/")
    assert (server.api, server.graphql, server.web) == (
        "https://ghe.example.com/api/v3",
        "https://ghe.example.com/api/graphql",
        "https://ghe.example.com",
    )
    cloud = Place.of("acme/gates", "main", "https://api.acme.ghe.com")
    assert (cloud.graphql, cloud.web) == (
        "https://api.acme.ghe.com/graphql",
        "https://acme.ghe.com",
    )


async def test_authors_are_read_page_by_page(lab: GitHubLab) -> None:
    lab.commit({"a": b"first"}, author=BEN)
    for number in range(100):
        lab.commit({"a": str(number).encode()}, author=ANA)
    head = lab.commit({"a": b"last"}, author=ANA)
    assert await lab.host().authors(head, ["a"]) == {"a": (ANA, BEN)}
