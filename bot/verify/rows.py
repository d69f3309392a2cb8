"""Sign-off rows and record files: they are added together, and then stay as they are."""

from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from bot.documents.tracker_model import SignoffRow
from bot.readiness.place import Place
from bot.verify.facts import Facts
from bot.verify.findings import Findings, What
from bot.verify.history import Change

# A file in the folder of records that is no record and that no row there names, by its path.
Stray: TypeAlias = Callable[[Facts, str], bool]


def added_records(change: Change, is_stray: Stray) -> tuple[str, ...]:
    """Return the paths of the files that a commit adds to the folder of records.

    One that takes the place of a stray file, which was no record, is added as well.
    """
    return tuple(
        path
        for path, now in sorted(change.after.records.items())
        if all(
            path not in before.records or (before.records[path] != now and is_stray(before, path))
            for before in change.parents
        )
    )


def added_rows(change: Change) -> Counter[SignoffRow]:
    """Return the rows that a commit adds, and how often."""
    there: Counter[SignoffRow] = Counter()
    for facts in change.parents:
        there |= facts.rows
    return change.after.rows - there


def judge_files(change: Change, is_stray: Stray, findings: Findings) -> None:
    """Report the record files that a commit alters or takes away; a stray file may go."""
    for facts in change.parents:
        for path, (mode, oid) in facts.records.items():
            now = change.after.records.get(path)
            if now == (mode, oid) or is_stray(facts, path):
                continue
            place = Place(path)
            if now is None:
                said = "This record was taken out of the repository."
                findings.fail(What.RECORD_GONE, place, change.commit, said)
            else:
                how = "altered" if now[1] != oid else "made another kind of file"
                said = f"This record was {how} after it was written."
                findings.fail(What.RECORD_ALTERED, place, change.commit, said)


def judge_rows(change: Change, judged: Counter[SignoffRow], findings: Findings) -> None:
    """Report rows that a commit takes away or alters, and those it adds without a record.

    `judged`: the rows that were compared with a record of this commit already.
    """
    new = added_rows(change)
    gone: Counter[SignoffRow] = Counter()
    for facts in change.parents:
        gone |= facts.rows - change.after.rows
    for row in gone:
        _row_gone(row, new, change, findings)
    for row in new - judged:
        if any(_altered(old, row) for old in gone):
            continue
        said = f"{_named(row)} was added without a record in the same commit."
        findings.fail(What.ROW_WITHOUT_RECORD, _place(row), change.commit, said)


def _row_gone(
    row: SignoffRow, new: Counter[SignoffRow], change: Change, findings: Findings
) -> None:
    now = next((other for other in new if _altered(row, other)), None)
    if now is None:
        said = f"{_named(row)} was taken out of the tracker."
        findings.fail(What.ROW_GONE, _where(row, change.after), change.commit, said)
        return
    for name in ("phase", "role", "reviewer", "date", "correlation_id", "record"):
        was, is_ = getattr(row, name), getattr(now, name)
        if was != is_:
            said = f"{_named(row)}: {name.replace('_', ' ')} was “{was}”, and is “{is_}” now."
            findings.fail(What.ROW_DIFFERS, _place(now), change.commit, said)


def _altered(old: SignoffRow, new: SignoffRow) -> bool:
    """Tell whether a row is another with one column changed."""
    names = ("phase", "role", "reviewer", "date", "correlation_id", "record")
    differ = [name for name in names if getattr(old, name) != getattr(new, name)]
    return len(differ) == 1


def _named(row: SignoffRow) -> str:
    return f"The row of {row.phase} for {row.role} by {row.reviewer}"


def _place(row: SignoffRow) -> Place:
    return row.place or Place("")


def _where(row: SignoffRow, after: Facts) -> Place:
    """Return where a row stood, or the tracker where that is another file now."""
    stood = _place(row)
    return stood if after.tracker is None or after.tracker.path == stood.path else Place(stood.path)
