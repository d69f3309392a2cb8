"""What a standing branch says of the ops track and the ledger that the project's does not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.documents.tracker_model import OpsEdit
from bot.readiness.progress import MIN_SHA, LandedEntry, Ledger
from bot.readiness.work import OpsItem

_FIELDS: Final = ("done", "owner", "due", "snoozed_until")


def pending_ops(
    base: Sequence[OpsItem], branch: Sequence[OpsItem], onto: Sequence[OpsItem]
) -> tuple[OpsEdit, ...]:
    """Return the edits, in order, by which `onto` says what the branch has changed.

    `base` is where the branch was cut. What `onto` holds already is not asked for again; what was
    changed there meanwhile stays, and an item that was taken out there stays out.
    """
    was, here = {item.key: item for item in base}, {item.key: item for item in onto}
    edits: list[OpsEdit] = []
    for wanted in branch:
        before, now = was.get(wanted.key), here.get(wanted.key)
        if now is not None:
            after = _changed(before or OpsItem(wanted.text), wanted, now)
            edits += [OpsEdit(now, after)] if after != now else []
        elif before is None:
            edits += _added(wanted)
    return tuple(edits)


def pending_entries(base: Ledger, branch: Ledger, onto: Ledger) -> tuple[LandedEntry, ...]:
    """Return the entries, in the order of landing, that the branch has added and `onto` lacks."""
    known: dict[str, list[str]] = defaultdict(list)
    for entry in (*base.entries, *onto.entries):
        known[entry.commit[:MIN_SHA]].append(entry.commit)
    return tuple(
        entry
        for entry in branch.oldest_first
        if not _names(entry.commit, known.get(entry.commit[:MIN_SHA], ()))
    )


def _names(commit: str, others: Iterable[str]) -> bool:
    """Tell whether one of the others is the same commit, abbreviated or not."""
    return any(commit.startswith(other) or other.startswith(commit) for other in others)


def _changed(before: OpsItem, wanted: OpsItem, now: OpsItem) -> OpsItem:
    changes: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in _FIELDS
        if getattr(wanted, name) != getattr(before, name) == getattr(now, name)
    }
    links = (link for link in wanted.links if link not in before.links)
    return replace(now, links=tuple(dict.fromkeys((*now.links, *links))), **changes)


def _added(wanted: OpsItem) -> list[OpsEdit]:
    """Return the edits that add an item: it is written as an open one first."""
    item = replace(wanted, done=False)
    return [OpsEdit(None, item), *([OpsEdit(item, wanted)] if wanted.done else [])]
