"""The lab of the local host: a bare repository in a folder, and a person's clone of it."""

import json
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.githosts.local import LocalHost
from bot.ports.git_host import CiRun, CommitInfo, Signature
from tests.githosts.lab import Published
from tests.support.repository import ANA, Clone, acting_as, bare, git, git_bytes

BOT = Signature("gatebot", "gatebot@example.com")


class LocalLab:
    """A `HostLab`."""

    def __init__(self, folder: Path) -> None:
        self.repo = bare(folder / "repo.git")
        self.clone = Clone(folder / "clone", self.repo)
        self.first = self.clone.commit({"README.md": b"# A project\n"}, "Start")

    def host(self) -> LocalHost:
        return LocalHost(self.repo, "main", committer=BOT)

    def commit(
        self,
        files: Mapping[str, bytes | None],
        message: str = "Edit by hand",
        author: Signature = ANA,
    ) -> str:
        return self.clone.commit(files, message, author)

    def commit_special(self) -> str:
        run = self.clone.folder / "run.sh"
        run.write_bytes(b"#!/bin/sh\n")
        run.chmod(0o755)
        (self.clone.folder / "link").symlink_to("README.md")
        cacheinfo = f"160000,{self.first},module"
        git(self.clone.folder, "update-index", "--add", "--cacheinfo", cacheinfo)
        (self.clone.folder / "module").mkdir()
        return self.clone.record()

    def rewrite(self, onto: str, files: Mapping[str, bytes]) -> str:
        folder = self.clone.folder
        git(folder, "reset", "--quiet", "--hard", onto)
        git(folder, "push", "--quiet", "--force", str(self.repo), "HEAD:main")
        return self.clone.commit(dict(files))

    def published(self) -> Published:
        def shown(form: str) -> str:
            return git(self.repo, "log", "-1", f"--format={form}", "main")

        listing = git(self.repo, "ls-tree", "-r", "-z", "main")
        files = {}
        for line in listing.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, oid = facts.split()
            is_blob = mode != "160000"
            files[path] = (mode, git_bytes(self.repo, "cat-file", "blob", oid) if is_blob else b"")
        info = CommitInfo(
            sha=shown("%H"),
            message=shown("%B"),
            author_name=shown("%an"),
            author_email=shown("%ae"),
            at=datetime.fromtimestamp(int(shown("%at")), UTC),
            parents=tuple(shown("%P").split()),
        )
        return Published(info, Signature(shown("%cn"), shown("%ce")), files)

    def refuse(self, words: str) -> None:
        self.hook("pre-receive", f"#!/bin/sh\necho {shlex.quote(words)} >&2\nexit 1\n")

    def hook(self, name: str, script: str) -> None:
        """Install a server hook."""
        path = self.repo / "hooks" / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def record_ci(self, commit: str, runs: Sequence[CiRun]) -> None:
        listed = [
            {"id": run.id, "state": run.state.value, "at": run.at.isoformat()}
            | ({"url": run.url} if run.url else {})
            | ({"tests": sorted(run.tests)} if run.tests is not None else {})
            for run in runs
        ]
        self.note(commit, json.dumps({"runs": listed}).encode())

    def note(self, commit: str, data: bytes) -> None:
        """Set a commit's CI note to any bytes."""
        oid = git(self.repo, "hash-object", "-w", "--stdin", stdin=data)
        ci = acting_as(Signature("ci", "ci@example.com"))
        git(self.repo, "notes", "--ref=ci", "add", "-f", "-C", oid, commit, env=ci)
