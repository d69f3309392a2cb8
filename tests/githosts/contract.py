"""What every Git host must do, reading. A host's tests inherit these and bring a `host_lab`."""

from datetime import timedelta

import pytest

from bot.githosts.bounds import FILE_BYTES, TooLarge
from bot.ports.git_host import CiRun, CiState, EntryKind, NotFound
from tests.githosts.lab import HostLab
from tests.support.repository import ANA, BEN, START

ABSENT = "0123456789012345678901234567890123456789"


class ReadContract:
    async def test_look_reads_head_and_documents(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"docs/ERD.md": b"# ERD\r\n\xff\x00", "naïve/表.md": b"x"})

        look = await host_lab.host().look(["docs/ERD.md", "naïve/表.md", "docs", "absent.md"])

        assert look.head == head
        assert look.since == ()
        assert set(look.blobs) == {"docs/ERD.md", "naïve/表.md", "docs", "absent.md"}
        erd, table = look.blobs["docs/ERD.md"], look.blobs["naïve/表.md"]
        assert erd is not None
        assert (erd.path, erd.data) == ("docs/ERD.md", b"# ERD\r\n\xff\x00")
        assert table is not None
        assert table.data == b"x"
        assert look.blobs["docs"] is None
        assert look.blobs["absent.md"] is None

    async def test_a_file_that_is_too_large_is_refused_with_its_name(
        self, host_lab: HostLab
    ) -> None:
        small = host_lab.commit({"docs/T.md": b"small"})
        head = host_lab.commit({"docs/T.md": bytes(FILE_BYTES + 1)})
        host = host_lab.host()
        for asking in (host.look(["docs/T.md"]), host.read(head, ["docs/T.md"])):
            with pytest.raises(TooLarge, match=r"docs/T\.md has .* gatebot reads 16 MiB") as caught:
                await asking
            assert caught.value.path == "docs/T.md"
            assert caught.value.mend
        assert (await host.look([])).head == head
        blob = (await host.read(small, ["docs/T.md"]))["docs/T.md"]
        assert blob is not None
        assert blob.data == b"small"

    async def test_look_sees_what_others_wrote_at_once(self, host_lab: HostLab) -> None:
        host = host_lab.host()
        for number in range(3):
            head = host_lab.commit({"count.txt": str(number).encode()})
            look = await host.look(["count.txt"])
            blob = look.blobs["count.txt"]
            assert look.head == head
            assert blob is not None
            assert blob.data == str(number).encode()

    async def test_since_is_newest_first_with_authors_and_messages(self, host_lab: HostLab) -> None:
        base = host_lab.commit({"a": b"0"})
        one = host_lab.commit({"a": b"1"}, "One", BEN)
        two = host_lab.commit({"a": b"2"}, "Two\n\nGate-Intent: 7\nGate-Phase: P4", ANA)

        look = await host_lab.host().look([], since=base)

        assert [commit.sha for commit in look.since] == [two, one]
        assert look.base_reachable
        newest, older = look.since
        assert (newest.author_name, newest.author_email) == (ANA.name, ANA.email)
        assert (older.author_name, older.message.strip()) == (BEN.name, "One")
        assert newest.parents == (one,)
        assert newest.trailers("gate-intent") == ("7",)
        assert newest.at.tzinfo is not None
        assert newest.at - older.at == timedelta(minutes=1)

    async def test_since_head_is_empty(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        look = await host_lab.host().look([], since=head)
        assert look.since == ()
        assert look.base_reachable

    async def test_a_rewritten_base_is_reported(self, host_lab: HostLab) -> None:
        kept = host_lab.commit({"a": b"0"})
        base = host_lab.commit({"a": b"1"})
        after = host_lab.rewrite(kept, {"a": b"2"})

        look = await host_lab.host().look([], since=base)

        assert look.head == after
        assert not look.base_reachable
        assert after in [commit.sha for commit in look.since]

    async def test_a_base_nobody_knows_is_reported(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        look = await host_lab.host().look([], since=ABSENT)
        assert not look.base_reachable
        assert look.since[0].sha == head

    async def test_read_is_at_the_commit_and_not_at_head(self, host_lab: HostLab) -> None:
        before = host_lab.commit({"a": b"before"})
        host_lab.commit({"a": b"after"})
        blob = (await host_lab.host().read(before, ["a"]))["a"]
        assert blob is not None
        assert blob.data == b"before"

    async def test_read_takes_only_regular_files(self, host_lab: HostLab) -> None:
        head = host_lab.commit_special()
        paths = ["run.sh", "link", "module", "../README.md", "/README.md", "README.md/x", ""]
        blobs = await host_lab.host().read(head, paths)
        assert {path for path, blob in blobs.items() if blob is not None} == {"run.sh"}
        assert set(blobs) == set(paths)

    async def test_an_absent_commit_is_not_found(self, host_lab: HostLab) -> None:
        host = host_lab.host()
        for absent in (ABSENT, "not a sha", "main", "--all"):
            with pytest.raises(NotFound):
                await host.read(absent, ["README.md"])
            with pytest.raises(NotFound):
                await host.tree(absent)
            with pytest.raises(NotFound):
                await host.is_ancestor(absent, absent)

    async def test_tree_lists_kinds_and_ids_sorted(self, host_lab: HostLab) -> None:
        host_lab.commit({"z.md": b"z", "docs/表 1.md": b"hello\n", "docs/ü": b"hello\n"})
        head = host_lab.commit_special()

        tree = await host_lab.host().tree(head)

        paths = [entry.path for entry in tree]
        assert paths == sorted(paths)
        kinds = {entry.path: entry.kind for entry in tree}
        assert kinds["link"] is EntryKind.SYMLINK
        assert kinds["module"] is EntryKind.SUBMODULE
        assert kinds["run.sh"] is EntryKind.FILE
        by_path = {entry.path: entry for entry in tree}
        # `printf 'hello\n' | git hash-object --stdin`
        assert by_path["docs/表 1.md"].oid == "ce013625030ba8dba906f756967f9e9ca394464a"
        assert by_path["docs/ü"].oid == by_path["docs/表 1.md"].oid
        assert by_path["z.md"].size in {1, -1}
        assert "docs" not in by_path

    async def test_ancestors_by_full_and_short_sha(self, host_lab: HostLab) -> None:
        first = host_lab.commit({"a": b"0"})
        second = host_lab.commit({"a": b"1"})
        host = host_lab.host()

        assert await host.is_ancestor(first, second)
        assert await host.is_ancestor(first[:10], second)
        assert await host.is_ancestor(second, second)
        assert not await host.is_ancestor(second, first)
        assert not await host.is_ancestor(ABSENT, second)
        assert not await host.is_ancestor("main", second)

    async def test_a_short_sha_is_resolved(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        host = host_lab.host()
        assert await host.resolve(head) == head
        assert await host.resolve(head[:8]) == head
        for absent in (ABSENT, ABSENT[:8], "main", "HEAD", "", "--all"):
            assert await host.resolve(absent) is None

    async def test_a_commit_that_was_forced_away_is_no_ancestor(self, host_lab: HostLab) -> None:
        kept = host_lab.commit({"a": b"0"})
        lost = host_lab.commit({"a": b"1"})
        head = host_lab.rewrite(kept, {"a": b"2"})
        assert not await host_lab.host().is_ancestor(lost, head)
        assert not await host_lab.host().is_ancestor(lost[:10], head)

    async def test_changed_paths(self, host_lab: HostLab) -> None:
        base = host_lab.commit({"same": b"s", "edited": b"0", "gone": b"g", "old": b"moved\n"})
        head = host_lab.commit({"edited": b"1", "gone": None, "old": None, "neu/ü": b"moved\n"})
        host = host_lab.host()
        assert await host.changed_paths(base, head) == {"edited", "gone", "old", "neu/ü"}
        assert await host.changed_paths(head, base) == {"edited", "gone", "old", "neu/ü"}
        assert await host.changed_paths(head, head) == frozenset()

    async def test_authors_as_of_a_commit(self, host_lab: HostLab) -> None:
        host_lab.commit({"a": b"0", "b": b"0"}, author=ANA)
        middle = host_lab.commit({"b": b"1"}, author=BEN)
        head = host_lab.commit({"a": b"1"}, author=BEN)
        host = host_lab.host()
        assert await host.authors(middle, ["a", "b"]) == {"a": (ANA,), "b": (BEN, ANA)}
        assert await host.authors(head, ["a", "absent"]) == {"a": (BEN, ANA)}

    async def test_the_commits_that_touched_a_file(self, host_lab: HostLab) -> None:
        first = host_lab.commit({"a": b"0", "b": b"0"}, "Begin", ANA)
        between = host_lab.commit({"b": b"1"}, author=BEN)
        last = host_lab.commit({"a": b"1"}, "Again\n\nGate-Intent: 7", BEN)
        host = host_lab.host()
        newest, oldest = await host.commits_touching(last, "a")
        assert (newest.sha, newest.author, newest.parents) == (last, BEN, (between,))
        assert newest.trailers("Gate-Intent") == ("7",)
        assert (oldest.sha, oldest.author) == (first, ANA)
        assert [c.sha for c in await host.commits_touching(between, "a")] == [first]
        assert list(await host.commits_touching(last, "absent")) == []
        with pytest.raises(NotFound):
            await host.commits_touching(ABSENT, "a")

    async def test_they_are_listed_to_the_end(self, host_lab: HostLab) -> None:
        many = [host_lab.commit({"a": str(n).encode()}) for n in range(103)]
        found = await host_lab.host().commits_touching(many[-1], "a")
        assert [c.sha for c in found] == many[::-1]
        newest = await host_lab.host().commits_touching(many[-1], "a", 2)
        assert [c.sha for c in newest] == many[:-3:-1]

    async def test_the_author_of_a_commit(self, host_lab: HostLab) -> None:
        first = host_lab.commit({"a": b"0"}, author=BEN)
        host_lab.commit({"a": b"1"}, author=ANA)
        host = host_lab.host()
        assert await host.commit_author(first) == BEN
        with pytest.raises(NotFound):
            await host.commit_author(ABSENT)

    async def test_a_path_is_no_pattern(self, host_lab: HostLab) -> None:
        host_lab.commit({"[ab].md": b"0", ":(top)x": b"0"}, author=ANA)
        head = host_lab.commit({"a.md": b"1", "x": b"1"}, author=BEN)
        host = host_lab.host()
        paths = ["[ab].md", ":(top)x"]
        assert await host.authors(head, paths) == dict.fromkeys(paths, (ANA,))

    async def test_ci_runs_are_newest_first(self, host_lab: HostLab) -> None:
        commit = host_lab.commit({"a": b"0"})
        other = host_lab.commit({"a": b"1"})
        old = CiRun("1", commit, CiState.RED, START)
        new = CiRun("2", commit, CiState.GREEN, START + timedelta(hours=1))
        last = CiRun("3", commit, CiState.RUNNING, START + timedelta(hours=2))
        host_lab.record_ci(commit, [new, last, old])

        runs = await host_lab.host().ci_runs(commit)

        assert [(run.id, run.state) for run in runs] == [
            ("3", CiState.RUNNING),
            ("2", CiState.GREEN),
            ("1", CiState.RED),
        ]
        assert {run.commit for run in runs} == {commit}
        assert runs[1].at == new.at
        assert list(await host_lab.host().ci_runs(other)) == []

    async def test_a_link_leads_to_its_run(self, host_lab: HostLab) -> None:
        host = host_lab.host()
        commit = host_lab.commit({"a": b"0"})
        host_lab.record_ci(commit, [CiRun("1", commit, CiState.RED, START)])
        assert await host.ci_run_at("https://elsewhere.example/runs/1") is None
        (run,) = await host.ci_runs(commit)
        found = await host.ci_run_at(run.url or f"ci:{run.id}")
        assert found is not None
        assert (found.id, found.commit, found.state) == ("1", commit, CiState.RED)

        host_lab.record_ci(commit, [CiRun("1", commit, CiState.GREEN, START)])
        found = await host.ci_run_at(run.url or f"ci:{run.id}")
        assert found is not None
        assert found.state is CiState.GREEN
