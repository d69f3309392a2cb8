"""How often an audit asks its host: what a remote one would be asked over the network."""

from datetime import timedelta
from typing import cast

from bot.ports.git_host import CiRun, CiState, GitHost
from bot.readiness.evidence import Kind, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import audited
from tests.support.counting import Counting
from tests.support.repository import START

API = b"openapi: 3.1.0\ninfo: {title: x}\npaths: {/a: {get: {summary: A}}}\n"


async def test_the_host_is_asked_once_for_each_thing(lab: LocalLab) -> None:
    first = lab.commit({"src/a.go": b"package a\n"})
    files = {f"docs/{n}.md": b"# A\n## B\n" for n in range(30)}
    tests = {f"tests/test_{n}.py": b"def test_a(): ...\ndef test_b(): ...\n" for n in range(10)}
    commit = lab.commit({**files, **tests, "api/o.yaml": API})
    runs = [
        CiRun(str(n), commit, CiState.GREEN, START + timedelta(hours=n), f"https://ci.example/{n}")
        for n in range(10)
    ]
    lab.record_ci(commit, runs)
    host = Counting(lab.host())
    items = [
        *((Kind.DOC, f"docs/{n}.md{anchor}") for n in range(30) for anchor in ("", "#a", "#b")),
        *((Kind.DOC, "docs/*.md") for _ in range(20)),
        *((Kind.CONTRACT, "api/o.yaml#/info/title") for _ in range(20)),
        *((Kind.CODE, first) for _ in range(20)),
        *(
            (Kind.TEST, f"tests/test_{n}.py::{name} https://ci.example/{n}")
            for n in range(10)
            for name in ("test_a", "test_b")
        ),
    ]
    done = await audited(cast("GitHost", host), commit, *items)
    assert {f.verdict for f in done.findings} == {Verdict.PASS}
    assert host.calls == {"tree": 1, "read": 1, "resolve": 1, "is_ancestor": 1, "ci_runs": 1}
    assert set(host.read_paths) == {*files, *tests, "api/o.yaml"}
    assert set(host.read_paths.values()) == {1}


async def test_links_to_earlier_commits_cost_what_their_commits_cost(lab: LocalLab) -> None:
    built = lab.commit({"t.py": b"def test_a(): ...\n"})
    urls = [f"https://ci.example/{n}" for n in range(20)]
    lab.record_ci(
        built,
        [
            CiRun(str(n), built, CiState.GREEN, START + timedelta(hours=n), url)
            for n, url in enumerate(urls)
        ],
    )
    commit = lab.commit({"tracker.md": b"| P4 |"})
    host = Counting(lab.host())
    items = [(Kind.TEST, f"t.py::test_a {url}") for url in urls]
    done = await audited(cast("GitHost", host), commit, *items)
    assert {f.verdict for f in done.findings} == {Verdict.PASS}
    # Both commits' runs, one link that says which commit the others belong to, and what differs.
    assert host.calls == {
        "tree": 1, "read": 1, "ci_runs": 2, "ci_run_at": 1, "is_ancestor": 1, "changed_paths": 1
    }  # fmt: skip
