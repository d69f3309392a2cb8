"""What the fake answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_LARGEST = 50  # MAX_RESPONSE_ITEMS, https://forgejo.org/docs/latest/admin/config-cheat-sheet/
_USUAL = 30  # DEFAULT_PAGING_NUM


@dataclass(frozen=True)
class Call:
    """One request: what its path names, its query, its body, and what its token may."""

    named: dict[str, str]
    query: dict[str, str]
    body: Any
    right: str


@dataclass(frozen=True)
class Reply:
    """A status, and JSON or bytes; of one page of several, whether there are `more`."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    more: bool | None = None


def error(status: int, message: str = "") -> Reply:
    return Reply(status, {"message": message, "url": "https://git.example.com/api/swagger"})


def missing() -> Reply:
    """Refuse what is not there: `APIErrorNotFound`, services/context/api.go."""
    return error(404, "The target couldn't be found.")


def paged(items: Sequence[Any], query: dict[str, str], *, fixed: bool = False) -> Reply:
    """Return a page, and how many items there are. `fixed`: `limit` is not looked at."""
    size = _LARGEST if fixed else min(int(query.get("limit", _USUAL)), _LARGEST)
    page = int(query.get("page", "1"))
    start = (page - 1) * size
    headers = {"X-Total-Count": str(len(items))}
    return Reply(200, list(items[start : start + size]), headers, start + size < len(items))
