"""How GitLab is asked: for what is new, and in as few requests as that takes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.githosts.gitlab.place import Place
from bot.ports.git_host import CiRun, CiState, Rejected
from tests.fakes.gitlab.world import Token
from tests.githosts.contract_writes import write
from tests.githosts.gitlab_lab import GitLabLab, gitlab_lab
from tests.support.repository import ANA, BEN, START, acting_as, git

REPO = "/projects/:id/repository"
BRANCH, TREE = f"GET {REPO}/branches/:branch", f"GET {REPO}/tree"
COMMITS, BLOB = f"GET {REPO}/commits", f"GET {REPO}/blobs/:sha/raw"
ABSENT = "0123456789012345678901234567890123456789"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitLabLab]:
    async with gitlab_lab(tmp_path) as lab:
        yield lab


def many(lab: GitLabLab, number: int) -> None:
    """Put empty commits on the branch, at once."""
    at = int(START.timestamp()) + 3_600
    lines = []
    for count in range(number):
        who = f"committer {ANA.name} <{ANA.email}> {at + count} +0000"
        said = f"Number {count}"
        parent = f"from {lab.first}\n" if not count else ""
        lines.append(f"commit refs/heads/main\n{who}\ndata {len(said)}\n{said}\n{parent}\n")
    git(lab.repo, "fast-import", "--quiet", stdin="".join(lines).encode())


async def test_a_known_head_is_one_request(lab: GitLabLab) -> None:
    lab.commit({"docs/a.md": b"0", "b.md": b"1"})
    host = lab.host()
    await host.look(["docs/a.md", "b.md", "c/d.md"])
    assert lab.world.asked() == [BRANCH, TREE, TREE, BLOB, BLOB]
    lab.world.seen.clear()
    await host.look(["docs/a.md", "b.md", "c/d.md"])
    assert lab.world.asked() == [BRANCH]


async def test_of_a_new_head_only_what_changed_is_read(lab: GitLabLab) -> None:
    base = lab.commit({"docs/a.md": b"0", "code/b": b"1", "more/c": b"2"})
    host = lab.host()
    await host.tree(base)
    await host.look(["docs/a.md", "code/b"])
    head = lab.commit({"docs/a.md": b"new"})
    lab.world.seen.clear()
    look = await host.look(["docs/a.md", "code/b"], since=base)
    assert lab.world.asked() == [BRANCH, TREE, TREE, BLOB]
    assert [commit.sha for commit in look.since] == [head]
    await host.tree(head)
    assert len(lab.world.seen) == 4


@pytest.mark.parametrize("keyset", [True, False])
async def test_long_folders_come_in_pages(lab: GitLabLab, *, keyset: bool) -> None:
    lab.world.keyset = keyset
    files: dict[str, bytes | None] = {f"many/{n:03}.md": b"%d" % n for n in range(230)}
    head = lab.commit(files)
    assert [e.path for e in await lab.host().tree(head)] == sorted(["README.md", *files])
    assert len((await lab.host().look(["many/229.md"])).blobs) == 1
    assert lab.world.asked() == [*[TREE] * 4, BRANCH, *[TREE] * 4, BLOB]


async def test_a_first_tree_comes_in_pages_though_some_folders_are_known(lab: GitLabLab) -> None:
    head = lab.commit({f"folder{n}/file": b"%d" % n for n in range(40)})
    host = lab.host()
    await host.look(["folder1/file"])
    lab.world.seen.clear()
    assert len(await host.tree(head)) == 41
    assert lab.world.asked() == [TREE]


async def test_more_than_one_page_since_base(lab: GitLabLab) -> None:
    many(lab, 130)
    look = await lab.host().look([], since=lab.first)
    assert look.base_reachable
    assert [c.message for c in look.since] == [f"Number {n}" for n in reversed(range(130))]
    assert lab.world.asked() == [BRANCH, TREE, COMMITS, COMMITS]


@pytest.mark.parametrize("empty", [True, False])
async def test_after_a_rewrite_the_pages_are_read(lab: GitLabLab, *, empty: bool) -> None:
    lab.world.unknown_range_is_empty = empty
    many(lab, 150)
    look = await lab.host().look([], since=ABSENT)
    assert not look.base_reachable
    assert len(look.since) == 151


async def test_a_side_branch_that_began_before_base_is_told_apart(lab: GitLabLab) -> None:
    side = lab.commit({"side": b"0"})
    lab.rewrite(lab.first, {"a": b"0"})
    base = git(lab.repo, "rev-parse", "main")
    one = lab.commit({"a": b"1"})
    tree = git(lab.repo, "rev-parse", f"{one}^{{tree}}")
    env = acting_as(ANA, START + timedelta(days=2))
    head = git(lab.repo, "commit-tree", tree, "-p", one, "-p", side, "-m", "Merge", env=env)
    git(lab.repo, "update-ref", "refs/heads/main", head)
    look = await lab.host().look([], since=base)
    assert look.base_reachable
    assert look.since[0].sha == head
    assert {commit.sha for commit in look.since} == {head, one, side}


async def test_a_branch_set_back_has_nothing_since(lab: GitLabLab) -> None:
    taken_back = lab.commit({"a": b"0"})
    git(lab.repo, "update-ref", "refs/heads/main", lab.first)
    look = await lab.host().look([], since=taken_back)
    assert (look.since, look.base_reachable) == ((), False)


async def test_a_history_of_its_own_is_not_reachable(lab: GitLabLab) -> None:
    tree = git(lab.repo, "rev-parse", "main^{tree}")
    other = git(lab.repo, "commit-tree", tree, "-m", "Alone", env=acting_as(BEN))
    assert not await lab.host().is_ancestor(other, lab.first)


async def test_what_two_commits_are_to_each_other_is_asked_once(lab: GitLabLab) -> None:
    first, second = lab.commit({"a": b"0"}), lab.commit({"a": b"1"})
    host = lab.host()
    for _ in range(2):
        assert await host.is_ancestor(first, second)
        assert not await host.is_ancestor(second, first)
    assert lab.world.asked() == [f"GET {REPO}/merge_base"] * 2


async def test_a_file_gatebot_wrote_last_is_not_asked_about(lab: GitLabLab) -> None:
    head = lab.commit({"docs/a": b"0"})
    host = lab.host()
    for number in range(2):
        lab.world.seen.clear()
        await host.look(["docs/a"])
        head = await host.write(write(head, {"docs/a": b"%d" % (number + 1)}))
    assert f"HEAD {REPO}/files/:file_path" not in lab.world.asked()
    assert lab.published().info.sha == head


async def test_a_branch_named_like_a_sha_is_no_commit(lab: GitLabLab) -> None:
    git(lab.repo, "update-ref", "refs/heads/beef", lab.first)
    assert not lab.first.startswith("beef")
    assert await lab.host().resolve("beef") is None


async def test_authors_are_read_page_by_page(lab: GitLabLab) -> None:
    lab.commit({"a": b"first"}, author=BEN)
    for number in range(100):
        lab.commit({"a": str(number).encode()}, author=ANA)
    assert await lab.host().authors(lab.commit({"a": b"x"}), ["a"]) == {"a": (ANA, BEN)}


async def test_of_several_sources_the_worst_leads(lab: GitLabLab) -> None:
    def run(number: int, state: CiState, source: str) -> dict[str, object]:
        made = CiRun(str(number), lab.first, state, START + timedelta(hours=number))
        return lab.pipeline(made, source)

    lab.world.pipelines = [
        run(1, CiState.GREEN, "push"),
        run(2, CiState.RED, "push"),
        run(3, CiState.RED, "schedule"),
        run(4, CiState.GREEN, "schedule"),
        run(5, CiState.GREEN, "web"),
        run(6, CiState.GREEN, "api") | {"status": "skipped"},
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert [each.id for each in runs] == ["2", "5", "4", "3", "1"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("created", CiState.RUNNING),
        ("manual", CiState.RUNNING),
        ("pending", CiState.RUNNING),
        ("success", CiState.GREEN),
        ("failed", CiState.RED),
        ("canceled", CiState.RED),
    ],
)
async def test_states_of_pipelines(lab: GitLabLab, status: str, state: CiState) -> None:
    raw = lab.pipeline(CiRun("1", lab.first, CiState.GREEN, START))
    lab.world.pipelines = [raw | {"status": status}]
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.state is state


async def test_a_green_pipeline_names_its_green_tests(lab: GitLabLab) -> None:
    lab.record_ci(lab.first, [CiRun("1", lab.first, CiState.GREEN, START)])
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.tests is None
    case = {"classname": "tests.test_x", "execution_time": 0.1}
    cases = [
        case | {"name": "test_y", "status": "success"},
        case | {"name": "test_z", "status": "failed"},
        case | {"name": "test_w", "status": "skipped"},
        {"name": "a test of its own", "status": "success"},
    ]
    lab.world.reports[1] = {"total_count": 4, "test_suites": [{"name": "x", "test_cases": cases}]}
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.tests == frozenset({"tests.test_x.test_y", "a test of its own"})


async def test_a_green_pipeline_elsewhere_hides_no_red_one(lab: GitLabLab) -> None:
    """The same source on another branch or tag is another pipeline."""
    red = lab.pipeline(CiRun("1", lab.first, CiState.RED, START))
    green = lab.pipeline(CiRun("2", lab.first, CiState.GREEN, START + timedelta(hours=1)))
    lab.world.pipelines = [red, green | {"ref": "v1.0"}]
    assert [run.id for run in await lab.host().ci_runs(lab.first)] == ["1", "2"]


async def test_a_pipeline_is_no_greener_than_its_children(lab: GitLabLab) -> None:
    """A parent without `strategy: depend` is green whatever becomes of its children.

    https://docs.gitlab.com/ci/pipelines/downstream_pipelines/
    """
    one, two, three = (CiRun(str(n), lab.first, CiState.GREEN, START) for n in (1, 2, 3))
    children = [lab.pipeline(run, "parent_pipeline") for run in (two, three)]
    lab.world.pipelines = [lab.pipeline(one), *children]
    lab.world.bridges = {
        1: [{"id": 8, "downstream_pipeline": children[0]}, {"id": 9, "downstream_pipeline": None}],
        2: [{"id": 10, "downstream_pipeline": children[1]}],
    }
    page = f"{lab.url}/acme/platform/gates/-/pipelines/1"
    for said, state in (
        ("success", CiState.GREEN),
        ("failed", CiState.RED),
        ("running", CiState.RUNNING),
    ):
        children[1]["status"] = said
        (run,) = await lab.host().ci_runs(lab.first)
        linked = await lab.host().ci_run_at(page)
        assert linked is not None
        assert (run.id, run.state, linked.state) == ("1", state, state)


async def test_a_report_that_cannot_be_read_is_no_missing_one(lab: GitLabLab) -> None:
    """`suite_error`: https://docs.gitlab.com/api/pipelines/ ("test report")."""
    lab.record_ci(lab.first, [CiRun("1", lab.first, CiState.GREEN, START)])
    wrong = {"name": "x", "suite_error": "JUnit XML parsing failed", "test_cases": []}
    lab.world.reports[1] = {"total_count": 0, "test_suites": [wrong]}
    with pytest.raises(Rejected, match="pipeline 1 can't be read: JUnit XML parsing failed"):
        await lab.host().ci_runs(lab.first)
    lab.world.reports[1] = {"total_count": 5, "test_suites": []}
    with pytest.raises(Rejected, match="can't be read"):
        await lab.host().ci_runs(lab.first)


async def test_a_name_that_is_red_in_one_suite_is_not_green(lab: GitLabLab) -> None:
    lab.record_ci(lab.first, [CiRun("1", lab.first, CiState.GREEN, START)])
    suites = [
        {"name": name, "test_cases": [{"name": "test_y", "status": status}]}
        for name, status in (("3.12", "success"), ("3.13", "failed"))
    ]
    lab.world.reports[1] = {"total_count": 2, "test_suites": suites}
    (run,) = await lab.host().ci_runs(lab.first)
    assert run.tests == frozenset()


@pytest.mark.parametrize("dropped", [(), ("Link",), ("X-Next-Page",), ("Link", "X-Next-Page")])
async def test_a_red_pipeline_beyond_the_first_page_is_seen(
    lab: GitLabLab, dropped: tuple[str, ...]
) -> None:
    lab.world.dropped = frozenset(dropped)
    lab.world.pipelines = [
        lab.pipeline(
            CiRun(str(n), lab.first, CiState.RED if n == 1 else CiState.GREEN, START), f"kind {n}"
        )
        for n in range(1, 201)
    ]
    runs = await lab.host().ci_runs(lab.first)
    assert (len(runs), runs[0].id) == (200, "1")


async def test_links_of_every_shape(lab: GitLabLab) -> None:
    lab.record_ci(lab.first, [CiRun("7", lab.first, CiState.GREEN, START)])
    home = f"{lab.url}/acme/platform/gates"
    job = f"{home}/-/jobs/11"
    lab.world.jobs = [
        {
            "id": 11,
            "status": "failed",
            "created_at": START.isoformat(),
            "web_url": job,
            "pipeline": {"id": 7, "sha": lab.first},
        }
    ]
    host = lab.host()
    page = f"{home}/-/pipelines/7"
    upper = f"{lab.url}/ACME/platform/gates/-/pipelines/7"
    for link in (page, f"{page}/", f"{page}/test_report", f"{home}/pipelines/7#x", upper):
        run = await host.ci_run_at(link)
        assert run is not None
        assert (run.id, run.state, run.commit, run.at) == ("7", CiState.GREEN, lab.first, START)
    for link in (job, f"{home}/jobs/11?page=2"):
        run = await host.ci_run_at(link)
        assert run is not None
        assert (run.id, run.state, run.commit, run.url) == ("11", CiState.RED, lab.first, job)
    asked = len(lab.world.seen)
    for link in (
        page.replace("127.0.0.1", "localhost"),
        page.replace("/gates/", "/other/"),
        page.replace("http:", "https:"),
        f"{page}/../../../secrets",
        f"{home}/-/pipelines/x",
        f"{home}/-/commit/{lab.first}",
        home,
        "http://[",
    ):
        assert await host.ci_run_at(link) is None
    assert len(lab.world.seen) == asked, "a link that leads elsewhere is never asked for"
    assert await host.ci_run_at(page.replace("pipelines/7", "pipelines/8")) is None
    assert await host.ci_run_at(job.replace("11", "12")) is None


async def test_links_for_people(lab: GitLabLab) -> None:
    host, home = lab.host(), f"{lab.url}/acme/platform/gates"
    assert host.commit_url("abc") == f"{home}/-/commit/abc"
    assert host.compare_url("a", "b") == f"{home}/-/compare/a...b"


def test_places() -> None:
    public = Place.of("acme/platform/gates", "feature/x")
    assert public.rest(public.branch_path) == (
        "https://gitlab.com/api/v4/projects/acme%2Fplatform%2Fgates/repository/branches/feature%2Fx"
    )
    assert public.home == "https://gitlab.com/acme/platform/gates"
    for url in ("https://git.example.com/gitlab", "https://git.example.com/gitlab/api/v4/"):
        own = Place.of("acme/gates", "main", url)
        assert (own.api, own.home) == (
            "https://git.example.com/gitlab/api/v4",
            "https://git.example.com/gitlab/acme/gates",
        )


async def test_a_house_in_order_may_be_written_to(lab: GitLabLab) -> None:
    (found,) = await lab.host().condition()
    assert (found.mend, found.said) == ("", "gatebot may write to main on GitLab.")
    assert not any(what.startswith(("POST", "PUT", "DELETE")) for what in lab.world.asked())


async def test_what_stands_against_writing_is_told(lab: GitLabLab) -> None:
    async def said() -> list[str]:
        return [each.said for each in await lab.host().condition()]

    lab.world.tokens["glpat-good"] = Token(level=20, scopes=("read_api",))
    assert await said() == [
        "The token's user may not write to acme/platform/gates: it is no Developer there.",
        "The token has the scopes read_api, and not `api`.",
    ]
    lab.world.tokens["glpat-good"] = Token(expires_at="2020-01-31")
    assert await said() == ["The token ends on 2020-01-31."]
    lab.world.tokens["glpat-good"] = Token(expires_at="2999-01-31")
    lab.world.protected = True
    assert await said() == ["The protection of main does not let the token's user push."]
    lab.world.protected, lab.world.archived = False, True
    assert await said() == ["acme/platform/gates is archived: nobody can write to it."]
