"""Drift: what a sign-off rested on, against the files as they are now. Reads the tree alone."""

from collections.abc import Mapping

from bot.evidence.globs import is_glob
from bot.evidence.reference import BadReference, CodeReference, Reference
from bot.evidence.resolving import resolve
from bot.evidence.rules import AuditRules
from bot.evidence.tree import Tree
from bot.ports.git_host import EntryKind
from bot.readiness.events import Change
from bot.readiness.evidence import NO_FILES
from bot.readiness.record import RecordedItem, SignoffRecord


def drift_of(record: SignoffRecord, tree: Tree, rules: AuditRules) -> tuple[Change, ...]:
    """Return every file of the record's evidence that is another one now, or new in a pattern.

    A commit, a CI run and a file as of a commit can't drift. A link in the place of a file is no
    file any more, whatever it holds. What holds nowhere but in the files' content, such as a
    heading, holds as long as the files are the same.
    """
    changes: dict[str, Change] = {}
    for item in record.evidence:
        reference = _reference(item, tree, rules)
        pinned = isinstance(reference, CodeReference) and reference.sha is not None
        before, after = ({}, {}) if pinned else (_then(item), _now(reference, tree, rules))
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                changes[name] = Change(name, before.get(name, ""), after.get(name, ""))
    return tuple(changes[name] for name in sorted(changes))


def _then(item: RecordedItem) -> Mapping[str, str]:
    return {s.name: s.oid for s in item.subjects if not s.name.startswith(NO_FILES)}


def _now(reference: Reference | None, tree: Tree, rules: AuditRules) -> Mapping[str, str]:
    path = reference.path if reference else None
    entries = tree.find(path) if path else ()
    if not entries and path and not is_glob(path):
        entries = tree.below(path)
    if path and tree.get(path) is None:
        entries = tuple(entry for entry in entries if not rules.is_edited_by_us(entry.path))
    return {entry.path: entry.oid for entry in entries if entry.kind is EntryKind.FILE}


def _reference(item: RecordedItem, tree: Tree, rules: AuditRules) -> Reference | None:
    try:
        return resolve(item.kind, item.reference, rules.folder, tree)
    except BadReference:
        return None
