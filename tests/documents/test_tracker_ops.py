"""The Parallel Ops Track: read in both layouts, changed by one cell, one mark or one field."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from bot.documents.cells import normalise
from bot.documents.edit_ops import OpsEdit, edit_ops
from bot.documents.policy_file import read_policy
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.ops import changed, new_item
from bot.readiness.work import OpsAction, OpsChange, OpsItem
from tests.documents.strategies import TYPED
from tests.documents.trackers import TABLE, WORDS

BOXES = TABLE.replace(
    "- [x] Runbooks\n",
    "- [x] Runbooks\n"
    "- [ ] Backup / restore DR — @kwame\n"
    "* [ ] Keys, rotated (owner: ravi; due: 2026-12-01; tracked in: [TW-7](https://t.example/7),\n"
    "      doc/Gap.md; since: 2026-02-24; blocking)\n"
    "- [ ] Mesh (east/west)\n",
)
ROWS = TABLE.replace(
    "- [ ] SLO / alerts (owner: ana)\n- [x] Runbooks\n",
    "| # | Item | Owner | Status | Due | Tracked in |\n"
    "|---|------|-------|--------|-----|------------|\n"
    "| 1 | SLO \\| alerts | ana | open | 2026-12-01 | `TW-9` |\n"
    "| 2 | Runbooks (since: 2026-02-24) | @bo | **Closed** | — |  |\n"
    "| 3 | Drill |\n",
)


def ops(text: str) -> list[OpsItem]:
    return list(read_tracker(text.encode(), "t.md", WORDS).ops)


def edited(text: str, before: OpsItem | None, after: OpsItem, day: date | None = None) -> str:
    return edit_ops(text.encode(), "t.md", WORDS, OpsEdit(before, after, day)).decode()


def test_boxes_carry_fields_at_their_end() -> None:
    slo, runbooks, backup, mesh = (*ops(BOXES)[:3], ops(BOXES)[-1])
    assert (slo.text, slo.owner, slo.done) == ("SLO / alerts", "ana", False)
    assert runbooks.done
    assert (backup.text, backup.owner) == ("Backup / restore DR", "kwame")
    assert mesh.text == "Mesh (east/west)"


def test_fields_that_run_over_lines_are_text() -> None:
    keys = ops(BOXES)[3]
    assert keys.owner == ""
    one_line = BOXES.replace(",\n      doc", ", doc")
    assert ops(one_line)[3] == OpsItem(
        "Keys, rotated",
        owner="ravi",
        due="2026-12-01",
        links=("https://t.example/7", "doc/Gap.md"),
        since="2026-02-24",
        blocking=True,
    )


def test_a_table_has_columns_and_what_lacks_one_stands_behind_the_text() -> None:
    slo, runbooks, drill = ops(ROWS)
    assert slo == OpsItem("SLO | alerts", owner="ana", due="2026-12-01", links=("TW-9",))
    assert slo.status == "open"
    assert runbooks == OpsItem("Runbooks", done=True, owner="bo", since="2026-02-24")
    assert drill == OpsItem("Drill")


def test_done_is_one_mark_or_the_word_of_the_file() -> None:
    slo = ops(BOXES)[0]
    after = edited(BOXES, slo, replace(slo, done=True), date(2026, 3, 1))
    assert after == BOXES.replace("[ ] SLO", "[x] SLO").replace(
        "2026-02-24 base", "2026-03-01 base"
    )
    row = ops(ROWS)[0]
    assert edited(ROWS, row, replace(row, done=True)) == ROWS.replace(
        "| ana | open |", "| ana | Closed |"
    )


def test_what_was_done_is_open_again_in_the_words_of_the_file() -> None:
    runbooks = ops(BOXES)[1]
    again = edited(BOXES, runbooks, replace(runbooks, done=False))
    assert again == BOXES.replace("[x] Runbooks", "[ ] Runbooks")
    row = ops(ROWS)[1]
    assert "| @bo | open |" in edited(ROWS, row, replace(row, done=False))


def test_what_is_begun_is_no_word_for_an_item_that_is_open() -> None:
    begun = ROWS.replace("| ana | open |", "| ana | 🚧 In progress |")
    after = edited(begun, None, OpsItem("Drill two", owner="bo"))
    assert "| Drill two | bo | Open |" in after
    row = ops(begun)[1]
    assert "| @bo | Open |" in edited(begun, row, replace(row, done=False))


def test_a_flag_stays_as_the_file_writes_it() -> None:
    flagged = BOXES.replace("(owner: ana)", "(blocking; due: 2026-12-01)")
    slo = ops(flagged)[0]
    assert slo.blocking
    assert "SLO / alerts (owner: bo; due: 2026-12-01; blocking)\n" in edited(
        flagged, slo, replace(slo, owner="bo")
    )
    said = flagged.replace("blocking;", "blocking: yes;")
    assert "; blocking: yes)\n" in edited(said, ops(said)[0], replace(slo, owner="bo"))


def test_a_text_that_says_that_it_blocks_says_so_once() -> None:
    item = OpsItem("[blocking] Drill", since="2026-11-22", blocking=True)
    assert "- [ ] \\[blocking\\] Drill (since: 2026-11-22)\n" in edited(BOXES, None, item)


def test_an_owner_is_named_the_way_the_file_names_them() -> None:
    slo, backup, mesh = ops(BOXES)[0], ops(BOXES)[2], ops(BOXES)[-1]
    assert "(owner: bo)\n" in edited(BOXES, slo, replace(slo, owner="bo"))
    assert "DR — @mei\n" in edited(BOXES, backup, replace(backup, owner="mei"))
    assert "Mesh (east/west) (owner: mei)\n" in edited(BOXES, mesh, replace(mesh, owner="mei"))
    row = ops(ROWS)[1]
    assert "| mei | **Closed** |" in edited(ROWS, row, replace(row, owner="mei"))


def test_a_field_without_a_column_goes_behind_the_text() -> None:
    row = ops(ROWS)[1]
    after = edited(ROWS, row, replace(row, snoozed_until="2026-04-01", links=("TW-1", "a.md#b")))
    assert after == ROWS.replace(
        "Runbooks (since: 2026-02-24) | @bo | **Closed** | — |  |",
        "Runbooks (snoozed until: 2026-04-01; since: 2026-02-24) | @bo | **Closed** | — "
        "| TW-1, a.md#b |",
    )


def test_a_new_item_takes_the_form_of_the_last() -> None:
    item = OpsItem("Restore | drill", owner="kwame", due="2026-12-01", since="2026-11-22")
    assert edited(BOXES, None, item) == BOXES.replace(
        "- [ ] Mesh (east/west)\n",
        "- [ ] Mesh (east/west)\n"
        "- [ ] Restore \\| drill (owner: kwame; due: 2026-12-01; since: 2026-11-22)\n",
    )
    assert "|  | Restore \\| drill (since: 2026-11-22) | kwame | open | 2026-12-01 |  |" in edited(
        ROWS, None, item
    )


def test_the_first_item_gets_a_table_under_its_heading_or_at_the_end() -> None:
    item = OpsItem("Drill", since="2026-11-22")
    bare = TABLE.replace("- [ ] SLO / alerts (owner: ana)\n- [x] Runbooks\n\n", "")
    assert ops(edited(bare, None, item)) == [item]
    none = bare.replace("## Outstanding items — Parallel Ops Track\n", "")
    after = edited(none, None, item)
    assert after.startswith(none)
    assert ops(after) == [item]


def test_what_is_not_there_any_more_is_refused() -> None:
    slo = ops(BOXES)[0]
    with pytest.raises(DocumentError, match="has no item"):
        edited(BOXES, replace(slo, owner="someone"), replace(slo, done=True))


def test_a_text_that_would_read_as_fields_is_refused() -> None:
    with pytest.raises(DocumentError, match="can't be written"):
        edited(BOXES, None, OpsItem("Drill (owner: bo)"))


@pytest.mark.parametrize("said", ["Done?", "~~Done~~", "Done (pending)", "⏳ Done"])
def test_a_closing_word_in_doubt_is_told_and_can_be_made_certain(said: str) -> None:
    text = (
        "| Phase | Status |\n|---|---|\n| P1 | Not Started |\n\n## Parallel Ops Track\n\n"
        f"| Item | Status |\n|---|---|\n| Drill | {said} |\n| Keys | Done |\n"
    )
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    (problem,) = tracker.other_problems
    assert str(problem.place) == "t.md:9"
    assert "so the item stays open" in problem.wrong
    assert [item.done for item in tracker.ops] == [False, True]
    after = changed(tracker.ops[0], OpsChange(OpsAction.DONE, "Drill"))
    written = edit_ops(text.encode(), "t.md", WORDS, OpsEdit(tracker.ops[0], after)).decode()
    assert written == text.replace(said, "Done")


@pytest.mark.parametrize("text", [BOXES, ROWS, BOXES.replace("\n", "\r\n")])
@given(words=TYPED)
@settings(max_examples=80, deadline=None)
def test_what_is_typed_is_kept_or_refused_and_nothing_else_changes(text: str, words: str) -> None:
    item = OpsItem(words, owner="bo")
    try:
        after = edited(text, None, item)
    except DocumentError:
        return
    assert ops(after) == [*ops(text), replace(item, text=normalise(words))]
    lines = iter(after.split("\n"))
    assert all(line in lines for line in text.split("\n"))


def test_ordinary_words_are_never_refused() -> None:
    for words in ("Größe *prüfen*", "a | b_c", "表計算 🙂", "Runbooks / on-call (drills)", "# 7"):
        assert ops(edited(BOXES, None, OpsItem(words)))[-1].text == words


RENAMED = ROWS.replace(
    "| # | Item | Owner | Status | Due | Tracked in |",
    "| # | Todo | Lead | Where it stands | Deadline | Opened |",
).replace("`TW-9`", "2026-02-01")
COLUMNS = (
    "columns: {item: [Todo], owner: [Lead], status: [Where it stands], due: [Deadline],"
    " since: [Opened, Until], blocking: [Stops the release]}"
)


def words_of(columns: str) -> Vocabulary:
    return read_policy(
        f"documents: {{tracker: t.md}}\n{POLICY}{columns}\n".encode(), "o"
    ).vocabulary


POLICY = """\
people: {ana: {slack: U01ANA}}
roles: {architecture: [ana], security: [ana], ops: [ana]}
"""


def test_a_project_calls_the_columns_of_its_ops_table_what_it_likes() -> None:
    words = words_of(COLUMNS)
    slo = read_tracker(RENAMED.encode(), "t.md", words).ops[0]
    assert (slo.owner, slo.status, slo.due, slo.since) == (
        "ana",
        "open",
        "2026-12-01",
        "2026-02-01",
    )
    later = replace(slo, due="2027-01-31", owner="bo")
    after = edit_ops(RENAMED.encode(), "t.md", words, OpsEdit(slo, later)).decode()
    assert "| 1 | SLO \\| alerts | bo | open | 2027-01-31 | 2026-02-01 |" in after
    blocking = RENAMED.replace("Opened", "Stops the release").replace("2026-02-01", "yes")
    assert read_tracker(blocking.encode(), "t.md", words).ops[0].blocking


def test_a_word_given_to_a_column_is_no_other_columns_any_more() -> None:
    words = words_of("columns: {owner: [Added]}")
    table = ROWS.replace("| Owner |", "| Added |")
    first = read_tracker(table.encode(), "t.md", words).ops[0]
    assert (first.owner, first.since) == ("ana", "")


def test_words_of_the_ops_track_mean_nothing_in_other_tables() -> None:
    words = words_of("columns: {since: [Title]}")
    tracker = read_tracker(TABLE.encode(), "t.md", words)
    assert tracker.phases[0].title == "Architecture"


@pytest.mark.parametrize("mark", ["[blocking]", "[Blocking]", "\\[blocking\\]"])
def test_a_mark_in_the_text_says_that_an_item_holds_a_release_back(mark: str) -> None:
    text = BOXES.replace("Mesh (east/west)", f"Mesh {mark} (owner: ana)")
    mesh = ops(text)[-1]
    assert mesh.blocking
    after = edited(text, mesh, replace(mesh, owner="bo"))
    assert f"- [ ] Mesh {mark} (owner: bo)" in after
    change = OpsChange(OpsAction.ADD, "Drill [blocking]")
    assert ops(edited(text, None, new_item(change, date(2026, 11, 22))))[-1].blocking
