"""Tampering after the sign-off: each field, each column, each file, each step is caught."""

import json
from dataclasses import replace
from itertools import permutations

import pytest

from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.record import envelope_path
from bot.readiness.status import Status
from bot.verify import What
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy, altered, edited, failures, forged, kinds, leaves

PHASES = ("P4", "EXEC")
COLUMNS = ("phase", "role", "reviewer", "date", "correlation_id", "record")
LEGAL = {
    (Status.NOT_STARTED, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, Status.COMPLETED),
    (Status.IN_PROGRESS, Status.READY),
    # Two steps in one commit, as a squash leaves them: nothing that two commits may not do.
    (Status.NOT_STARTED, Status.COMPLETED),
    (Status.NOT_STARTED, Status.READY),
}
EXEC = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
TITLES = {
    Status.SIGNED_OFF: "ERD and Persistence Model",
    Status.COMPLETED: "API Contracts OpenAPI + AsyncAPI",
}
NEW_PHASE = [Status.NOT_STARTED, Status.IN_PROGRESS, Status.READY]
ILLEGAL = [step for step in permutations(Status, 2) if step not in LEGAL]


@pytest.mark.parametrize("phase", PHASES)
async def test_each_field_of_each_record(copy: Copy, phase: str) -> None:
    path = copy.record_path(phase)
    text = copy.text(path)
    fields = list(leaves(json.loads(text)))

    commits = copy.chain([{path: altered(text, at)} for at in fields])
    report = await copy.verified(commits[-1], with_keys=False)
    caught = {(f.what, f.place.path, f.commit) for f in failures(report)}
    assert len(commits) > 60
    assert caught == {(What.RECORD_ALTERED, path, commit) for commit in commits}


@pytest.mark.parametrize("phase", PHASES)
async def test_each_field_of_each_envelope(signed: Copy, phase: str) -> None:
    path = envelope_path(signed.record_path(phase))
    text = signed.text(path)
    fields = list(leaves(json.loads(text)))

    commits = signed.chain([{path: altered(text, at)} for at in fields])
    report = await signed.verified(commits[-1], with_keys=False)
    assert [at[-1] for at in fields] == ["payload", "payloadType", "keyid", "sig"]
    assert {(f.what, f.place.path, f.commit) for f in failures(report)} == {
        (What.RECORD_ALTERED, path, commit) for commit in commits
    }


@pytest.mark.parametrize("phase", PHASES)
async def test_white_space_in_a_record(copy: Copy, phase: str) -> None:
    path = copy.record_path(phase)

    report = await copy.verified(copy.commit({path: copy.text(path) + "\n"}))
    assert kinds(report) == {What.RECORD_ALTERED}


async def test_each_column_of_each_row(copy: Copy) -> None:
    text = copy.text(TRACKER)
    forged = [
        (line, column, _with_line(text, line, _other_cell(text, line, number)))
        for line in _row_lines(text)
        for number, column in enumerate(COLUMNS, start=1)
    ]
    # After each tampering the row is put right again, which is another change of it.
    commits = copy.chain([{TRACKER: t} for *_, tampered in forged for t in (tampered, text)])
    found = failures(await copy.verified(commits[-1]))

    assert len(forged) == 6 * 6
    for (line, column, _), commit in zip(forged, commits[::2], strict=True):
        (caught,) = (f for f in found if f.commit == commit)
        assert caught.what is What.ROW_DIFFERS
        assert column.replace("_", " ") in caught.said
        assert (caught.place.path, caught.place.line) == (TRACKER, line)


@pytest.mark.parametrize("number", range(1, 7), ids=COLUMNS)
async def test_each_column_of_a_row_as_it_came(copy: Copy, number: int) -> None:
    """History is written anew, so that the row was never another one."""
    text = copy.text(TRACKER, copy.landing("P4"))
    line = _row_lines(text)[0]
    forged = copy.amend("P4", {TRACKER: _with_line(text, line, _other_cell(text, line, number))})

    found = failures(await copy.verified(forged))
    assert {f.what for f in found} <= {What.ROW_DIFFERS, What.ROW_GONE, What.ROW_WITHOUT_RECORD}
    assert (TRACKER, line) in {(f.place.path, f.place.line) for f in found}


async def test_each_row_taken_out_or_doubled(copy: Copy) -> None:
    text = copy.text(TRACKER)
    for line in _row_lines(text):
        row = text.splitlines(keepends=True)[line - 1]
        gone, twice = copy.chain(
            [{TRACKER: _with_line(text, line, "")}, {TRACKER: _with_line(text, line, row * 2)}]
        )
        found = failures(await copy.verified(twice))
        assert [f.what for f in found if f.commit == gone] == [What.ROW_GONE]
        assert [f.what for f in found if f.commit == twice] == [What.ROW_WITHOUT_RECORD]


def _row_lines(text: str) -> list[int]:
    rows = read_tracker(text.encode(), TRACKER, Vocabulary()).signoffs
    return [row.place.line for row in rows if row.place]


def _other_cell(text: str, line: int, column: int) -> str:
    cells = text.splitlines(keepends=True)[line - 1].split("|")
    cells[column] = f"{cells[column].rstrip()}0 "
    return "|".join(cells)


def _with_line(text: str, line: int, instead: str) -> str:
    lines = text.splitlines(keepends=True)
    lines[line - 1] = instead
    return "".join(lines)


@pytest.mark.parametrize("phase", PHASES)
async def test_each_file_of_evidence(copy: Copy, phase: str) -> None:
    names = [s.name for s in copy.record(phase).subjects]
    files = [n for n in names if not n.startswith(("commit:", "ci:")) and "@" not in n]

    assert len(files) >= 3
    for path in files:
        for text in (copy.text(path) + "One line more.\n", None):
            report = await copy.verified(copy.commit({path: text}))
            drifted = [f for f in failures(report) if f.what is What.DRIFT]
            assert {f.place.path for f in drifted} == {path}
            assert all(f.said.startswith(f"{phase}, round 2: ") for f in drifted)


@pytest.mark.parametrize("phase", PHASES)
async def test_each_item_of_evidence_in_the_tracker(copy: Copy, phase: str) -> None:
    text = copy.text(TRACKER)
    items = read_tracker(text.encode(), TRACKER, Vocabulary()).evidence_of(phase)

    assert len(items) >= 5
    for item in items:
        assert item.place is not None
        report = await copy.verified(copy.commit({TRACKER: _with_line(text, item.place.line, "")}))
        (caught,) = failures(report)
        assert caught.what is What.DRIFT
        assert item.reference in caught.said


LENIENT = ("drift: fail", "drift: warn")


async def test_drift_warns_where_the_policy_said_so_from_the_first(unsigned: Copy) -> None:
    before = f"{unsigned.landing('EXEC')}^"
    asked = unsigned.edit(".gatebot.yml", LENIENT, tree=before)
    policy = unsigned.text_id(".gatebot.yml", asked)
    record = replace(unsigned.record("EXEC"), commit=asked, policy_oid=policy)
    signed_off = forged(unsigned, record, asked)
    at = unsigned.commit({"cmd/api/main.go": "package main\n"}, tree=signed_off)
    report = await unsigned.verified(at)

    assert report.ok
    assert "cmd/api/main.go" in {f.place.path for f in report.findings if f.what is What.DRIFT}


async def test_drift_fails_whoever_weakens_the_policy_with_it_or_before_it(copy: Copy) -> None:
    policy = edited(copy.text(".gatebot.yml"), LENIENT)
    changed = {"db_schema_v1.sql": "SELECT 1;\n"}
    lenient = copy.commit({".gatebot.yml": policy})
    for at in (
        copy.commit({".gatebot.yml": policy, **changed}),
        copy.commit(changed, tree=lenient),
    ):
        (caught,) = failures(await copy.verified(at))
        assert (caught.what, caught.place.path) == (What.DRIFT, "db_schema_v1.sql")
    assert failures(await copy.verified(lenient)) == []


async def test_another_title_is_another_sign_off(copy: Copy) -> None:
    at = copy.edit(TRACKER, ("| P4 | ERD and Persistence Model |", "| P4 | All of production |"))

    (caught,) = failures(await copy.verified(at))
    assert (caught.what, caught.place.path) == (What.DRIFT, TRACKER)
    assert "“ERD and Persistence Model” became “All of production”" in caught.said


async def test_a_file_made_a_link_that_holds_the_same_is_drift(copy: Copy) -> None:
    index = {"GIT_INDEX_FILE": str(copy.path / "index-evidence")}
    git(copy.path, "read-tree", "main", env=index)
    linked = f"120000,{copy.text_id('db_schema_v1.sql')},db_schema_v1.sql"
    git(copy.path, "update-index", "--cacheinfo", linked, env=index)
    at = copy.commit({}, tree=git(copy.path, "write-tree", env=index), parents=["main"])

    (caught,) = failures(await copy.verified(at))
    assert (caught.what, caught.place.path) == (What.DRIFT, "db_schema_v1.sql")


@pytest.mark.parametrize(("before", "after"), ILLEGAL, ids=lambda status: status.value)
async def test_each_illegal_step_of_status(copy: Copy, before: Status, after: Status) -> None:
    at, title, line = at_status(copy, before)

    forged = copy.edit(TRACKER, (f"| {title} | {before} |", f"| {title} | {after} |"), tree=at)
    assert failures(await copy.verified(at)) == []
    (caught,) = failures(await copy.verified(forged))
    without = after is Status.SIGNED_OFF
    assert caught.what is (What.STATUS_WITHOUT_RECORD if without else What.FORBIDDEN_STEP)
    assert (caught.place.path, caught.place.line, caught.commit) == (TRACKER, line, forged)


@pytest.mark.parametrize(("before", "after"), sorted(LEGAL), ids=lambda status: status.value)
async def test_each_legal_step_of_status(copy: Copy, before: Status, after: Status) -> None:
    at, title, _ = at_status(copy, before)

    stepped = copy.edit(TRACKER, (f"| {title} | {before} |", f"| {title} | {after} |"), tree=at)
    assert failures(await copy.verified(stepped)) == []


def at_status(copy: Copy, status: Status) -> tuple[str, str, int]:
    """Return a commit at which a phase has a status, the phase's title, and its line."""
    at, title = "main", TITLES.get(status, "Later")
    if title == "Later":
        steps = NEW_PHASE[: NEW_PHASE.index(status) + 1]
        text = copy.text(TRACKER)
        rows = [f"{EXEC}\n| P9 | {title} | {step} | ines |" for step in steps]
        at = copy.chain([{TRACKER: edited(text, (EXEC, row))} for row in rows])[-1]
    lines = copy.text(TRACKER, at).split("\n")
    (line,) = (n for n, text in enumerate(lines, start=1) if f"| {title} | {status} |" in text)
    return at, title, line


async def test_a_phase_does_not_come_in_signed_off(copy: Copy) -> None:
    at = copy.edit(TRACKER, (EXEC, f"{EXEC}\n| P9 | Later | Signed Off | ines |"))

    assert kinds(await copy.verified(at)) == {What.STATUS_WITHOUT_RECORD}


@pytest.mark.parametrize("status", [Status.READY, Status.COMPLETED])
async def test_a_phase_that_comes_in_half_way_is_told(copy: Copy, status: Status) -> None:
    """Whoever squashes a branch makes one commit of a new phase and of its first steps."""
    at = copy.edit(TRACKER, (EXEC, f"{EXEC}\n| P9 | Later | {status} | ines |"))
    report = await copy.verified(at)

    assert failures(report) == []
    (told,) = (f for f in report.findings if f.what is What.STEP_BY_HAND and f.commit == at)
    assert told.said == f"P9 came in as {status}, several steps in one commit."


@pytest.mark.parametrize("word", ["Sgined Off", "In Progress", "—"])
async def test_a_locked_phase_stays_locked(copy: Copy, word: str) -> None:
    row = "| P4 | ERD and Persistence Model | Signed Off |"
    report = await copy.verified(copy.edit(TRACKER, (row, row.replace("Signed Off", word))))

    assert What.FORBIDDEN_STEP in kinds(report)


async def test_a_word_of_the_policy_can_not_sign_off(copy: Copy) -> None:
    policy = copy.text(".gatebot.yml")
    row = "| P9 | Later | Under way | ines |"
    honest, forged = copy.chain(
        [
            {
                ".gatebot.yml": f"{policy}\nstatuses: {{In Progress: [In Progress, Under way]}}\n",
                TRACKER: edited(copy.text(TRACKER), (EXEC, f"{EXEC}\n{row}")),
            },
            {".gatebot.yml": f"{policy}\nstatuses: {{Signed Off: [Signed Off, Under way]}}\n"},
        ]
    )

    assert failures(await copy.verified(honest)) == []
    assert kinds(await copy.verified(forged)) == {What.STATUS_WITHOUT_RECORD}
