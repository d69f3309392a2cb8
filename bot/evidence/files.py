"""The files a reference stands for, and their content; what stands in the way ends the check."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.documents.lookalikes import differing, spelled
from bot.documents.policy_file import POLICY_PATH
from bot.documents.written import is_blank, says_nothing
from bot.evidence.globs import is_glob
from bot.evidence.large_files import Pointer, pointer_in
from bot.evidence.outcome import Outcome, Stopped, failed
from bot.evidence.rules import WRITTEN, AuditRules
from bot.evidence.snapshot import Snapshot
from bot.evidence.tree import Tree
from bot.ports.git_host import Blob, Entry, EntryKind
from bot.readiness.evidence import NO_FILES, Subject

_EMPTY: Final = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # Git's name for no content at all
_BLANKS: Final = b" \t\r\n\0\xef\xbb\xbf"
_MOST_SAMPLED: Final = 20  # files of a folder that are read to see whether it says anything
LOOKED_INTO: Final = 65_536  # bytes: a larger artifact or piece of code is not read


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
    """Return the content of one regular file, which may be empty or a pointer."""
    tree = await snapshot.tree()
    entry = tree.get(path)
    if entry is None and is_glob(path):
        raise Stopped(failed(f"{path} is a pattern.", "Name the one file that is meant."))
    if entry is None:
        raise Stopped(_absent(tree, path))
    _demand_regular(entry)
    (blob,) = await contents(snapshot, [entry], rules)
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


def sample(files: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the files of a folder that are read to see whether it says anything, largest first.

    None where one is too large to be blank or a pointer.
    """
    if any(entry.size > LOOKED_INTO for entry in files):
        return ()
    there = [entry for entry in files if entry.oid != _EMPTY]
    return tuple(sorted(there, key=lambda entry: (-entry.size, entry.path))[:_MOST_SAMPLED])


async def looked_into(
    snapshot: Snapshot, files: Sequence[Entry], rules: AuditRules
) -> tuple[Entry | Blob, ...]:
    """Return files, those with their content that are small enough to be blank or a pointer."""
    if rules.version < WRITTEN:
        return tuple(files)
    small = [entry.path for entry in files if entry.size <= LOOKED_INTO]
    blobs = await snapshot.blobs(small)
    return tuple(blobs.get(entry.path) or entry for entry in files)


def demand_written(
    files: Iterable[Entry | Blob], rules: AuditRules, *, as_text: bool = False
) -> tuple[Pointer, ...]:
    """Stop the check at a file that says nothing; return the pointers that the policy allows.

    `as_text`: comments and front matter say nothing either.
    """
    pointers = []
    for each in files:
        if each.oid == _EMPTY or (isinstance(each, Blob) and _is_blank(each.data, rules)):
            raise Stopped(
                failed(
                    f"{each.path} is empty.", "Write it, or name another file.", subjects([each])
                )
            )
        if isinstance(each, Entry) or rules.version < WRITTEN:
            continue
        if pointer := pointer_in(each.data):
            pointers.append(_allowed(pointer, each, rules))
        elif as_text and says_nothing(each.path, each.data):
            raise Stopped(
                failed(
                    f"{each.path} says nothing: no word but in comments and front matter.",
                    "Write it, or name another file.",
                    subjects([each]),
                )
            )
    return tuple(pointers)


def demand_content(blob: Blob, rules: AuditRules) -> None:
    """Stop the check at a file whose content has to be read, and which is a pointer to it."""
    pointer = pointer_in(blob.data) if rules.version >= WRITTEN else None
    if pointer is not None:
        raise Stopped(
            failed(
                f"{blob.path} is a pointer to a large file ({pointer.tool}): what it stands for is "
                "not in the repository, and can't be read.",
                "Commit the file itself, or name another.",
                subjects([blob]),
            )
        )


async def demand_some_written(
    snapshot: Snapshot, path: str, files: Sequence[Entry], rules: AuditRules
) -> None:
    """Stop the check at a folder or pattern of which no file says anything."""
    chosen = sample(files)
    large = any(entry.size > LOOKED_INTO for entry in files)
    if rules.version < WRITTEN or large:
        return
    blobs = await snapshot.blobs([entry.path for entry in chosen])
    if not any(blob is not None and _is_written(blob, rules) for blob in blobs.values()):
        more = "" if len(files) <= _MOST_SAMPLED else f"the {_MOST_SAMPLED} largest "
        raise Stopped(
            failed(
                f"No file of {path} says anything: {more or 'they '}are empty, hold nothing but "
                "comments, or are pointers to large files.",
                "Name a folder or a file that has the code.",
                subjects(files),
            )
        )


def _is_written(blob: Blob, rules: AuditRules) -> bool:
    pointer = pointer_in(blob.data)
    if pointer is not None:
        return pointer.is_whole and rules.may_be_pointer(blob.path)
    return not is_blank(blob.data) and not says_nothing(blob.path, blob.data)


def as_allowed(pointers: Sequence[Pointer]) -> str:
    """Return the words for pointers that count because the policy says so, "" for none."""
    if not pointers:
        return ""
    first = pointers[0]
    if len(pointers) > 1:
        return f" {len(pointers):,} are pointers to large files, which the policy allows."
    size = f", {first.size:,} bytes" if first.size is not None else ""
    return f" It is a pointer to a large file ({first.tool}{size}), which the policy allows."


def _is_blank(data: bytes, rules: AuditRules) -> bool:
    return is_blank(data) if rules.version >= WRITTEN else not data.strip(_BLANKS)


def _allowed(pointer: Pointer, blob: Blob, rules: AuditRules) -> Pointer:
    """Return a pointer that the policy allows; stop the check at any other."""
    said = f"{blob.path} is a pointer to a large file ({pointer.tool})"
    if not pointer.is_whole:
        why = "the file is empty" if pointer.size == 0 else "it does not say which"
        mend = "Commit the file again with the tool, or name another."
        raise Stopped(failed(f"{said}, and {why}.", mend, subjects([blob])))
    if not rules.may_be_pointer(blob.path):
        allow = f"Allow it in {POLICY_PATH} with `policy: {{large_files: [{blob.path}]}}`"
        mend = f"{allow}, or commit the file itself."
        wrong = f"{said}: what it stands for is not in the repository."
        raise Stopped(failed(wrong, mend, subjects([blob])))
    return pointer


def subjects(files: Iterable[Entry | Blob]) -> tuple[Subject, ...]:
    """Return files as subjects."""
    return tuple(Subject(each.path, each.oid) for each in files)


def _absent(tree: Tree, path: str) -> Outcome:
    if len(alike := tree.alike(path)) > 1:
        said = "; ".join(f"{each} ({spelled(each)})" for each in alike)
        wrong = f"{path} may be any of {len(alike)} that look the same: {said}."
        return failed(wrong, "Keep one of them, or write its name as it is spelled there.")
    if tree.below(path):
        return failed(f"{path} is a folder.", f"Name a file in it, or all of them: {path}/*")
    if is_glob(path):
        return failed(f"No file matches {path}.", "Commit one, or mend the pattern.")
    if (above := tree.above(path)) is not None:
        _demand_regular(above)
        return failed(f"{above.path} is a file, so {path} can't be in it.", "Mend the path.")
    near = tree.nearest(path)
    hint = (
        f"Did you mean {near}?{differing(path, near)}" if near else "Commit it, or mend the path."
    )
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
