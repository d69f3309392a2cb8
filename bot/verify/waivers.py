"""Waivers: they stood in the tracker, held to the end, and were given by who is named."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.documents.tracker_model import Tracker
from bot.ports.git_host import CommitInfo
from bot.readiness.phase_ids import phase_key
from bot.readiness.policy import Person, Policy
from bot.readiness.round import Waived
from bot.readiness.waivers import WaiverRow, giver_of, waivers_of
from bot.verify.clone import Clone
from bot.verify.findings import What
from bot.verify.history import Change
from bot.verify.signoff import Case, Pinned

# Who else answers for a commit: forges write the first when they squash.
_VOUCHERS: Final = ("Co-authored-by", "Reviewed-by", "Signed-off-by")
_EMAIL: Final = re.compile(r"<([^<>]+)>")
_Key = tuple[str, str, str, str, str]


class WaiverLog:
    """Which commits added each row of the waivers, as the history is read."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._added: dict[_Key, list[str]] = {}

    def note(self, change: Change) -> None:
        """Keep what a commit adds."""
        there = {_key(row) for facts in change.parents for row in _rows(facts.tracker)}
        for row in _rows(change.after.tracker):
            if (key := _key(row)) not in there:
                self._added.setdefault(key, []).append(change.commit)

    def added_by(self, row: WaiverRow, before: str) -> CommitInfo | None:
        """Return the last commit before another that added a row; None where that is unknown."""
        found = (
            commit
            for commit in reversed(self._added.get(_key(row), ()))
            if self._clone.is_ancestor(commit, before)
        )
        commit = next(found, None)
        return self._clone.info(commit) if commit else None


def judge_waivers(case: Case, pinned: Pinned, log: WaiverLog) -> None:
    """Hold a record's waivers to the tracker: when it was asked for, and when it was signed off."""
    record = case.file.record
    held = _held(pinned.tracker, case, pinned, record.requested_at.date())
    for waived in sorted({*record.waivers} ^ held, key=str):
        where = "record, and not in the tracker" if waived in record.waivers else "tracker alone"
        case.fail(What.WAIVER_DIFFERS, f"{_named(waived)} is in the {where}.", "waivers")
    last = max((decision.at for decision in record.decisions), default=record.requested_at)
    before = [facts.tracker for facts in case.change.parents]
    for waived in sorted({*record.waivers} & held, key=str):
        if any(waived not in _held(tracker, case, pinned, last.date()) for tracker in before):
            said = f"{_named(waived)} did not stand any more when it was signed off."
            case.fail(What.WAIVER_DIFFERS, said, "waivers")
    for row in (row for tracker in before for row in _rows(tracker)):
        if set(waivers_of((row,), record.phase, pinned.file.policy, last.date()).waived) & held:
            _judge_giver(row, case, pinned.file.policy, log)


def _held(tracker: Tracker | None, case: Case, pinned: Pinned, day: date) -> set[Waived]:
    phase, policy = case.file.record.phase, pinned.file.policy
    return set(waivers_of(_rows(tracker), phase, policy, day).waived)


def _judge_giver(row: WaiverRow, case: Case, policy: Policy, log: WaiverLog) -> None:
    """Compare who is named in a row with who committed it.

    Forges write commits under addresses of their own: only another person of the policy is surely
    not who is named.
    """
    giver, info = giver_of(row, policy), log.added_by(row, case.file.commit)
    if giver is None or info is None or giver.email.casefold() in _answering(info):
        return
    said = f"the waiver of {row.waives} names {giver.display}, and {info.author_name} "
    said += f"<{info.author_email}> added it, in {info.sha[:12]}."
    if _person_of(info.author_email, policy) is not None:
        case.fail(What.WAIVER_DIFFERS, said, "waivers")
    else:
        case.warn(What.WAIVER_DIFFERS, said, "waivers")


def _answering(info: CommitInfo) -> set[str]:
    return {info.author_email.casefold(), *_vouchers(info)}


def _vouchers(info: CommitInfo) -> Iterator[str]:
    for key in _VOUCHERS:
        for value in info.trailers(key):
            yield from (email.casefold() for email in _EMAIL.findall(value))


def _person_of(email: str, policy: Policy) -> Person | None:
    wanted = email.casefold()
    people = policy.people.values()
    return next((p for p in people if wanted and p.email.casefold() == wanted), None)


def _rows(tracker: Tracker | None) -> tuple[WaiverRow, ...]:
    return tuple(tracker.waivers) if tracker else ()


def _key(row: WaiverRow) -> _Key:
    return phase_key(row.phase), row.waives, row.reason, row.by, row.until


def _named(waived: Waived) -> str:
    return f"the waiver of {waived.name} by {waived.by} until {waived.until}"
