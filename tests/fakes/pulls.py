"""A fake host's pull requests: what people, checks and auto-merge make of them."""

from dataclasses import dataclass, field
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.objects import GITHUB, Objects
from tests.support.merging import How, conflicts, merge

Json = dict[str, Any]


@dataclass
class Pull:
    """One pull request. `auto` is how it is merged as soon as it may be; `fork`: it is from one."""

    number: int
    head: str
    base: str
    title: str
    body: str
    state: str = "OPEN"
    merged_as: str = ""
    auto: How | None = None
    comments: list[str] = field(default_factory=list)
    fork: bool = False


@dataclass
class Pulls:
    """A repository's pull requests, and what it lets them do.

    `waiting`: a required check has not passed, so nothing can be merged yet.
    """

    objects: Objects
    switched_on: bool = True
    may_merge: bool = True
    auto_merge_allowed: bool = True
    methods: frozenset[How] = frozenset(How)
    waiting: bool = True
    deletes_branches: bool = True
    listed: list[Pull] = field(default_factory=list)

    def numbered(self, number: int) -> Pull:
        return self.listed[number - 1]

    def open_from(self, head: str) -> Pull | None:
        ours = (p for p in self.listed if p.head == head and not p.fork)
        return next((p for p in ours if p.state == "OPEN"), None)

    def open(self, head: str, base: str, title: str, body: str) -> Pull:
        made = Pull(len(self.listed) + 1, head, base, title, body)
        self.listed.append(made)
        return made

    def merge(self, pull: Pull, how: How, by: Signature = GITHUB) -> str:
        """Merge as a person does who may; its branch is removed then, where that is set."""
        sha = merge(self.objects.path, pull.base, pull.head, how, pull.title, by)
        assert sha is not None, f"pull request {pull.number} has conflicts"
        pull.state, pull.merged_as = "MERGED", sha
        if self.deletes_branches:
            self.objects.remove(f"refs/heads/{pull.head}")
        return sha

    def close(self, pull: Pull) -> None:
        """Close as a person does; its branch stays."""
        pull.state = "CLOSED"

    def pass_checks(self) -> None:
        """Let the required check pass: what waits for it is merged."""
        self.waiting = False
        for pull in self.listed:
            if pull.state == "OPEN" and pull.auto and not self.conflicts(pull):
                self.merge(pull, pull.auto)

    def conflicts(self, pull: Pull) -> bool:
        return conflicts(self.objects.path, pull.base, pull.head)
