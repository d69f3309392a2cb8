"""What the fake knows beside the repository: names, tokens, protections, CI, and its faults."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.pulls import Pulls


@dataclass(frozen=True)
class Seen:
    """One request that reached the fake: its method and its template."""

    what: str
    token: str


@dataclass
class Fault:
    """What goes wrong with the next requests that are `what` (all, where it is empty).

    `status` is answered with `body` and `headers`; 0 breaks the connection off without an answer.
    With `after`, the request is carried out first. `hold` keeps the answer back until it is set.
    `passes`: nothing is answered for it, only `before_it` is done.

    What servers answer, as tests put it here: a 500 without words from `APIErrorInternal`
    (services/context/api.go); 429 with Retry-After, 502 and 504 from a proxy before it
    (https://forgejo.org/docs/latest/admin/setup/reverse-proxy/).
    """

    what: str = ""
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    passes: bool = False
    times: int = 1
    before_it: Callable[[], object] | None = None
    hold: asyncio.Event | None = None


@dataclass
class World:
    """One repository on a Gitea or Forgejo server.

    `tokens`: what each may do: WRITE, READ (its owner may only read), SCOPE (the token may), NONE.
    `signs`: the server signs commits, and adds who they are by to the message.
    """

    objects: GiteaObjects
    owner: str = "acme"
    name: str = "gates"
    renamed: str = ""
    archived: bool = False
    tokens: dict[str, str] = field(default_factory=lambda: {"gitea-good": "WRITE"})
    protection: str = ""
    signs: bool = False
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    hidden: int = 0  # statuses that are counted, and not shown
    tasks: list[dict[str, Any]] = field(default_factory=list)
    tree_page: int = 1_000
    blob_limit: int = 10 * 1024 * 1024
    faults: list[Fault] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    pulls: Pulls = field(init=False)
    url: str = ""

    def __post_init__(self) -> None:
        self.pulls = Pulls(self.objects)

    @property
    def full_name(self) -> str:
        return self.renamed or f"{self.owner}/{self.name}"

    def fault(self, what: str, *, after: bool) -> Fault | None:
        """Take the fault that is due for a request, if there is one."""
        for fault in self.faults:
            if fault.times and fault.after is after and fault.what in {"", what}:
                fault.times -= 1
                return fault
        return None

    def asked(self) -> list[str]:
        """Return what was asked for, in order, without the repository's name."""
        return [seen.what for seen in self.seen]
