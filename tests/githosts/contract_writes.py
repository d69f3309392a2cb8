"""What every Git host must do, writing. A host's tests inherit these and bring a `host_lab`."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from bot.ports.git_host import (
    CommitMessage,
    Conflict,
    GitHost,
    HostUnavailable,
    Rejected,
    Signature,
    Write,
)
from tests.githosts.lab import HostLab
from tests.support.repository import ANA, START

TRAILERS = "Gate-Intent: 7\nCorrelation-Id: 11111111-2222-3333-4444-555555555555\nGate-Phase: P4"


def write(
    head: str,
    files: Mapping[str, bytes],
    deletes: Collection[str] = (),
    message: str = f"Sign off P4\n\n{TRAILERS}",
    author: Signature = ANA,
) -> Write:
    return Write(head, files, CommitMessage(message), author, START + timedelta(days=1), deletes)


async def add_line(host: GitHost, path: str, line: bytes) -> None:
    """Append a line by reading and writing until it lands, as landing does."""
    while True:
        look = await host.look([path])
        blob = look.blobs[path]
        data = (blob.data if blob else b"") + line + b"\n"
        try:
            await host.write(write(look.head, {path: data}, message=f"Add {line.decode()}"))
        except (Conflict, HostUnavailable):
            continue
        return


class WriteContract:
    async def test_several_files_are_one_commit(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"tracker.md": b"| P4 |\n", "other/kept.bin": b"\x00\xff"})
        files = {"tracker.md": b"| P4 | x |\n", "new/deep/réc.json": b"{}"}

        sha = await host_lab.host().write(write(head, files))

        published = host_lab.published()
        assert published.info.sha == sha
        assert published.info.parents == (head,)
        assert {path: data for path, (_, data) in published.files.items()} == {
            "README.md": b"# A project\n",
            "other/kept.bin": b"\x00\xff",
        } | files

    async def test_message_author_time_and_committer(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        await host_lab.host().write(write(head, {"a": b"1"}))
        published = host_lab.published()
        assert published.info.message.strip() == f"Sign off P4\n\n{TRAILERS}"
        assert published.info.trailers("Gate-Phase") == ("P4",)
        assert (published.info.author_name, published.info.author_email) == (ANA.name, ANA.email)
        assert published.info.at == START + timedelta(days=1)
        assert published.committer.name == "gatebot"

    async def test_what_was_written_is_read(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        host = host_lab.host()
        sha = await host.write(write(head, {"a": b"1"}))
        look = await host.look(["a"], since=head)
        assert look.head == sha
        assert look.since[0].trailers("Gate-Intent") == ("7",)
        assert look.blobs["a"] is not None
        assert look.blobs["a"].data == b"1"

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("cr.md", b"a\rb\nc\r\n\n\r"),
            ("bom.md", b"\xef\xbb\xbf# T"),
            ("binary.bin", bytes(range(256)) * 40),
            ("empty", b""),
            ("ümläut/表 計.md", "✅ 完了".encode()),
            ("a b/'quoted' \"x\"; $(y).md", b"x"),
            ("-leading/--dash", b"x"),
            ("emoji/🚀.md", b"x"),
        ],
    )
    async def test_bytes_and_paths_are_exact(
        self, host_lab: HostLab, path: str, data: bytes
    ) -> None:
        head = host_lab.commit({"a": b"0"})
        host = host_lab.host()
        sha = await host.write(write(head, {path: data}))
        assert host_lab.published().files[path] == ("100644", data)
        blob = (await host.read(sha, [path]))[path]
        assert blob is not None
        assert blob.data == data

    async def test_crlf_stays(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"crlf.md": b"a\r\n"})
        await host_lab.host().write(write(head, {"crlf.md": b"a\r\nb\r\n"}))
        assert host_lab.published().files["crlf.md"] == ("100644", b"a\r\nb\r\n")

    async def test_deletes(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a/b/only": b"0", "a/other": b"1", "z": b"2"})
        await host_lab.host().write(write(head, {"z": b"3"}, deletes=["a/b/only"]))
        assert set(host_lab.published().files) == {"README.md", "a/other", "z"}

    async def test_the_executable_bit_stays(self, host_lab: HostLab) -> None:
        head = host_lab.commit_special()
        await host_lab.host().write(write(head, {"run.sh": b"#!/bin/sh\nexit 0\n"}))
        files = host_lab.published().files
        assert files["run.sh"] == ("100755", b"#!/bin/sh\nexit 0\n")
        assert files["link"] == ("120000", b"README.md")
        assert files["module"][0] == "160000"

    async def test_a_stale_head_is_a_conflict_and_nothing_is_lost(self, host_lab: HostLab) -> None:
        stale = host_lab.commit({"tracker.md": b"0"})
        human = host_lab.commit({"tracker.md": b"by hand"})

        with pytest.raises(Conflict):
            await host_lab.host().write(write(stale, {"tracker.md": b"by bot"}))
        with pytest.raises(Conflict):
            await host_lab.host().write(write(stale, {"elsewhere.md": b"by bot"}))

        published = host_lab.published()
        assert published.info.sha == human
        assert published.files["tracker.md"][1] == b"by hand"

    async def test_a_branch_that_was_set_back_is_a_conflict(self, host_lab: HostLab) -> None:
        kept = host_lab.commit({"a": b"0"})
        taken_back = host_lab.commit({"secret": b"1"})
        head = host_lab.rewrite(kept, {"b": b"2"})
        with pytest.raises(Conflict):
            await host_lab.host().write(write(taken_back, {"a": b"3"}))
        assert host_lab.published().info.sha == head

    async def test_of_writers_at_one_head_one_wins(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        changes = [write(head, {f"f{n}": b"x"}, message=f"Writer {n}") for n in range(6)]

        results = await asyncio.gather(
            *(host_lab.host().write(change) for change in changes), return_exceptions=True
        )

        won = [result for result in results if isinstance(result, str)]
        lost = [result for result in results if not isinstance(result, str)]
        assert len(won) == 1
        assert all(isinstance(error, Conflict | HostUnavailable) for error in lost)
        assert host_lab.published().info.sha == won[0]
        assert host_lab.published().info.parents == (head,)

    async def test_racing_writers_lose_no_update(self, host_lab: HostLab) -> None:
        base = host_lab.commit({"log.txt": b""})
        lines = [f"{writer}-{turn}".encode() for writer in range(3) for turn in range(4)]

        async def writer(number: int) -> None:
            host = host_lab.host()
            for line in lines[number * 4 : number * 4 + 4]:
                await add_line(host, "log.txt", line)

        await asyncio.gather(*(writer(number) for number in range(3)))

        _, data = host_lab.published().files["log.txt"]
        assert sorted(data.split()) == sorted(lines)
        assert len((await host_lab.host().look([], since=base)).since) == len(lines)

    async def test_a_refusal_comes_in_the_servers_words(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        host_lab.refuse("Only with a ticket, bitte schön")
        with pytest.raises(Rejected, match="Only with a ticket, bitte schön") as caught:
            await host_lab.host().write(write(head, {"a": b"1"}))
        assert caught.value.mend
        assert host_lab.published().info.sha == head

    @pytest.mark.parametrize(
        "path",
        ["", "/a", "../a", "a/../b", "a//b", ".git/config", "a/.GIT/x", "a\nb", "a\0b", "./a"],
    )
    async def test_a_path_outside_the_repository_is_an_error(
        self, host_lab: HostLab, path: str
    ) -> None:
        head = host_lab.commit({"a": b"0"})
        with pytest.raises(ValueError, match="path"):
            await host_lab.host().write(write(head, {path: b"x"}))
        with pytest.raises(ValueError, match="path"):
            await host_lab.host().write(write(head, {"b": b"x"}, deletes=[path]))
        assert host_lab.published().info.sha == head

    async def test_a_write_that_changes_nothing_is_an_error(self, host_lab: HostLab) -> None:
        head = host_lab.commit({"a": b"0"})
        with pytest.raises(ValueError, match="changes nothing"):
            await host_lab.host().write(write(head, {"a": b"0"}))
        with pytest.raises(ValueError, match="at least one"):
            await host_lab.host().write(write(head, {}))
        assert host_lab.published().info.sha == head

    async def test_files_and_folders_do_not_take_each_others_place(self, host_lab: HostLab) -> None:
        host_lab.commit({"folder/file": b"0"})
        head = host_lab.commit_special()
        host = host_lab.host()
        for path in ("folder", "folder/file/x", "link", "link/x", "module", "module/x"):
            with pytest.raises(Rejected):
                await host.write(write(head, {path: b"x"}))
        with pytest.raises(Rejected):
            await host.write(write(head, {"b": b"x"}, deletes=["absent"]))
        assert host_lab.published().info.sha == head
