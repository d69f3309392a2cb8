from dataclasses import replace

import pytest

from bot.evidence.drift import drift_of
from bot.evidence.rules import AuditRules
from bot.evidence.tree import Tree
from bot.ports.git_host import Entry, EntryKind
from bot.readiness.events import Change
from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import RecordedItem, record_of
from bot.readiness.status import Status
from tests.readiness.cast import approved_by, audit, review_round

RULES = AuditRules(edited_documents=("tracker.md", "signoffs/"))
RECORD = record_of(
    approved_by(review_round(), "ann", "sam", "otto"), audit(), [], Status.READY, Status.SIGNED_OFF
)
SHA = "0123456789abcdef0123456789abcdef01234567"
THEN = {"a.md": "1", "docs/x.md": "2", "docs/y.md": "3", "src/a.go": "4", "t.py": "5"}


def item(kind: Kind, reference: str, *names: str) -> RecordedItem:
    return RecordedItem(kind, reference, tuple(Subject(n, THEN.get(n, SHA)) for n in names))


ITEMS = (
    item(Kind.DOC, "a.md#b", "a.md"),
    item(Kind.DOC, "docs/*.md", "docs/x.md", "docs/y.md"),
    item(Kind.CODE, "src", "src/a.go"),
    item(Kind.CODE, f"a.md@{SHA}", f"commit:{SHA}", f"a.md@{SHA}"),
    item(Kind.TEST, "t.py::test_a ci:7", "t.py", "ci:7"),
)


def drift(**changes: str | None) -> tuple[Change, ...]:
    now = {**THEN, "signoffs/P1.json": "9", **changes}
    tree = Tree(Entry(path, oid) for path, oid in now.items() if oid is not None)
    record = replace(RECORD, evidence=ITEMS)
    return drift_of(record, tree, RULES)


def test_a_link_in_the_place_of_a_file_is_no_file_though_it_holds_the_same() -> None:
    entries = [Entry(path, oid) for path, oid in THEN.items() if path != "a.md"]
    tree = Tree([*entries, Entry("a.md", THEN["a.md"], EntryKind.SYMLINK)])

    assert drift_of(replace(RECORD, evidence=ITEMS), tree, RULES) == (Change("a.md", "1", ""),)


def test_nothing_drifts_where_nothing_changed() -> None:
    assert drift() == ()
    assert drift(**{"unrelated.md": "7"}) == ()


@pytest.mark.parametrize(
    ("path", "oid", "change"),
    [
        ("a.md", "8", Change("a.md", "1", "8")),
        ("a.md", None, Change("a.md", "1", "")),
        ("docs/y.md", "8", Change("docs/y.md", "3", "8")),
        ("docs/z.md", "8", Change("docs/z.md", "", "8")),
        ("src/b.go", "8", Change("src/b.go", "", "8")),
        ("t.py", "8", Change("t.py", "5", "8")),
    ],
)
def test_a_changed_a_removed_and_a_new_file_are_told(
    path: str, oid: str | None, change: Change
) -> None:
    assert drift(**{path: oid}) == (change,)
