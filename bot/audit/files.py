"""The files a reference stands for, and their content; what stands in the way ends the check."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.audit.globs import is_glob
from bot.audit.outcome import Outcome, Stopped, failed
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.audit.tree import Tree
from bot.githosts.host import Blob, Entry, EntryKind
from bot.readiness.evidence import NO_FILES, Subject

_EMPTY: Final = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # Git's name for no content at all
_BLANKS: Final = b" \t\r\n\0\xef\xbb\xbf"


async def some_files(
    snapshot: Snapshot, path: str, rules: AuditRules, *, folders: bool = False
) -> tuple[Entry, ...]:
    """Return the regular files of a path or glob (or, where allowed, of a folder); one at least.

    A glob or a folder does not stand for what gatebot itself edits: each of its own commits would
    change the content that approvals are bound to.
    """
    tree = await snapshot.tree()
    found = tree.find(path) or (tree.below(path) if folders else ())
    if tree.get(path) is None:
        found = tuple(entry for entry in found if not rules.is_edited_by_us(entry.path))
    if not found:
        raise Stopped(_absent(tree, path))
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
    """Return the content of one regular file that is not empty."""
    tree = await snapshot.tree()
    entry = tree.get(path)
    if entry is None and is_glob(path):
        raise Stopped(failed(f"{path} is a pattern.", "Name the one file that is meant."))
    if entry is None:
        raise Stopped(_absent(tree, path))
    _demand_regular(entry)
    (blob,) = await contents(snapshot, [entry], rules)
    demand_written([blob])
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


def demand_written(files: Iterable[Entry | Blob]) -> None:
    """Stop the check at a file that says nothing: it is empty, or only white space."""
    for each in files:
        if each.oid == _EMPTY or (isinstance(each, Blob) and not each.data.strip(_BLANKS)):
            raise Stopped(
                failed(
                    f"{each.path} is empty.", "Write it, or name another file.", subjects([each])
                )
            )


def subjects(files: Iterable[Entry | Blob]) -> tuple[Subject, ...]:
    """Return files as subjects."""
    return tuple(Subject(each.path, each.oid) for each in files)


def _absent(tree: Tree, path: str) -> Outcome:
    if tree.below(path):
        return failed(f"{path} is a folder.", f"Name a file in it, or all of them: {path}/*")
    if is_glob(path):
        return failed(f"No file matches {path}.", "Commit one, or mend the pattern.")
    if (above := tree.above(path)) is not None:
        _demand_regular(above)
        return failed(f"{above.path} is a file, so {path} can't be in it.", "Mend the path.")
    near = tree.nearest(path)
    hint = f"Did you mean {near}?" if near else "Commit it, or mend the path."
    return failed(f"{path} is not there.", hint)


def _demand_regular(entry: Entry) -> None:
    if entry.path.startswith(NO_FILES):
        raise Stopped(
            failed(
                f"{entry.path} has a name that could be a commit's or a CI run's.",
                "Give the file another name, or put it into a folder.",
            )
        )
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
