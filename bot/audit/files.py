"""The files a reference stands for, and their content; what stands in the way ends the check."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from bot.audit.globs import is_glob, matches
from bot.audit.outcome import Outcome, Stopped, failed
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.githosts.host import Blob, Entry, EntryKind
from bot.readiness.evidence import Subject

_MOST_COMPARED = 2_000


def find(entries: Mapping[str, Entry], path: str) -> tuple[Entry, ...]:
    """Return the entry of a path, or all that match if it is a glob and not a path itself."""
    if path in entries:
        return (entries[path],)
    if not is_glob(path):
        return ()
    return tuple(entry for name, entry in entries.items() if matches(path, name))


def below(entries: Mapping[str, Entry], folder: str) -> tuple[Entry, ...]:
    """Return all entries under a folder."""
    return tuple(entry for path, entry in entries.items() if path.startswith(f"{folder}/"))


async def some_files(
    snapshot: Snapshot, path: str, rules: AuditRules, *, folders: bool = False
) -> tuple[Entry, ...]:
    """Return the regular files of a path or glob (or, where allowed, of a folder); one at least.

    A glob or a folder does not stand for what gatebot itself edits: each of its own commits would
    change the content that approvals are bound to.
    """
    entries = await snapshot.entries()
    inside = below(entries, path)
    found = find(entries, path) or (inside if folders else ())
    if path not in entries:
        found = tuple(entry for entry in found if not rules.is_edited_by_us(entry.path))
    if not found:
        raise Stopped(_absent(entries, path, is_folder=bool(inside)))
    for entry in found:
        _demand_regular(entry)
    if len(found) > rules.max_files:
        raise Stopped(
            failed(
                f"{path} stands for {len(found):,} files.",
                f"Name at most {rules.max_files:,} in one item: narrow the path.",
            )
        )
    return found


async def one_file(snapshot: Snapshot, path: str, rules: AuditRules) -> Blob:
    """Return the content of one regular file."""
    entries = await snapshot.entries()
    if path not in entries and is_glob(path):
        raise Stopped(failed(f"{path} is a pattern.", "Name the one file that is meant."))
    if path not in entries:
        raise Stopped(_absent(entries, path, is_folder=bool(below(entries, path))))
    _demand_regular(entries[path])
    (blob,) = await contents(snapshot, [entries[path]], rules)
    return blob


async def contents(
    snapshot: Snapshot, files: Sequence[Entry], rules: AuditRules
) -> tuple[Blob, ...]:
    """Return the content of files, in their order."""
    for entry in files:
        _demand_size(entry.path, entry.size, rules)
    blobs = await snapshot.blobs([entry.path for entry in files])
    found = []
    for entry in files:
        blob = blobs[entry.path]
        if blob is None:
            raise Stopped(failed(f"{entry.path} can't be read.", "Give it a name in plain UTF-8."))
        _demand_size(entry.path, len(blob.data), rules)
        found.append(blob)
    return tuple(found)


def subjects(files: Iterable[Entry | Blob]) -> tuple[Subject, ...]:
    """Return files as subjects."""
    return tuple(Subject(each.path, each.oid) for each in files)


def _absent(entries: Mapping[str, Entry], path: str, *, is_folder: bool) -> Outcome:
    if is_folder:
        return failed(f"{path} is a folder.", f"Name a file in it, or all of them: {path}/*")
    if is_glob(path):
        return failed(f"No file matches {path}.", "Commit one, or mend the pattern.")
    near = _nearest(entries, path)
    hint = f"Did you mean {near}?" if near else "Commit it, or mend the path."
    return failed(f"{path} is not there.", hint)


def _nearest(entries: Mapping[str, Entry], path: str) -> str | None:
    name = path.rpartition("/")[2].casefold()
    same = [each for each in entries if each.rpartition("/")[2].casefold() == name]
    near = same or get_close_matches(path, list(entries)[:_MOST_COMPARED], 1, 0.8)
    return near[0] if near else None


def _demand_regular(entry: Entry) -> None:
    if entry.kind is EntryKind.SYMLINK:
        raise Stopped(
            failed(f"{entry.path} is a symlink.", "Point at the file itself, not at a link to it.")
        )
    if entry.kind is EntryKind.SUBMODULE:
        raise Stopped(
            failed(
                f"{entry.path} is a submodule: its content is in another repository.",
                "Name a file of this repository.",
            )
        )


def _demand_size(path: str, size: int, rules: AuditRules) -> None:
    if size > rules.max_bytes:
        raise Stopped(
            failed(
                f"{path} has {size:,} bytes: more than gatebot reads ({rules.max_bytes:,}).",
                "Name a smaller file, or keep it as an artifact.",
            )
        )
