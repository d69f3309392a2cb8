"""What else lies in the folder of records: somebody's notes are a warning, a record is judged."""

import json
from dataclasses import replace

import pytest

from bot.readiness.record import record_path
from bot.readiness.statement import record_bytes
from bot.verify import Level, What
from tests.verify.tampering import FOLDER, TRACKER, Copy, edited, failures, kinds

STRAY = f"{FOLDER}P4/notes.json"
NEW = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", "ask Ravi", "[" * 10_000])
async def test_a_stray_file_is_a_warning_that_names_it(copy: Copy, text: str) -> None:
    added = copy.commit({STRAY: text})
    altered = copy.commit({STRAY: f"{text} "}, tree=added)
    report = await copy.verified(copy.commit({STRAY: None}, tree=altered))

    assert failures(report) == []
    told = [f for f in report.findings if f.what is What.RECORD_UNREADABLE]
    assert [(f.level, f.place.path, f.commit) for f in told] == [
        (Level.WARN, STRAY, added),
        (Level.WARN, STRAY, altered),
    ]


async def test_a_record_that_no_row_names_fails(copy: Copy) -> None:
    record = replace(copy.record("P4"), correlation_id=NEW, round=3)
    path = record_path(FOLDER, "P4", NEW)
    text = record_bytes(record).decode()

    assert What.ROW_GONE in kinds(await copy.verified(copy.commit({path: text})))


async def test_a_stray_file_that_becomes_a_record_is_judged_as_one(copy: Copy) -> None:
    record = replace(copy.record("P4"), correlation_id=NEW, round=3)
    path = record_path(FOLDER, "P4", NEW)
    stray = copy.commit({path: "{}"})
    made = copy.commit({path: record_bytes(record).decode()}, tree=stray)
    found = failures(await copy.verified(made))

    assert (What.ROW_GONE, made) in {(f.what, f.commit) for f in found}


async def test_a_file_that_a_row_names_has_to_be_a_record(copy: Copy) -> None:
    path = copy.record_path("P4")
    row = next(line for line in copy.text(TRACKER).splitlines() if path.rpartition("/")[2] in line)
    old = copy.record("P4").correlation_id
    text = edited(copy.text(TRACKER), (row, f"{row}\n{row.replace(old, NEW)}"))
    made = copy.commit({record_path(FOLDER, "P4", NEW): "{}", TRACKER: text})

    assert What.RECORD_UNREADABLE in kinds(await copy.verified(made))


async def test_a_record_that_is_formatted_anew_is_altered(copy: Copy) -> None:
    path = copy.record_path("P4")
    pretty = json.dumps(json.loads(copy.text(path)), indent=4, ensure_ascii=True)

    found = kinds(await copy.verified(copy.commit({path: pretty}), with_keys=False))
    assert found == {What.RECORD_ALTERED}
