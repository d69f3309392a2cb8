"""Tampering with whole things: records, rows, ids, the policy, the history."""

from dataclasses import replace

import pytest

from bot.readiness.record import envelope_path, record_path
from bot.readiness.statement import record_bytes
from bot.verify import Finding, What
from tests.support.repository import git
from tests.verify.tampering import FOLDER, TRACKER, Copy, edited, failures, kinds

POLICY = ".gatebot.yml"
ALSO_FORGED = ("Data Flows | Completed (Doc Baseline)", "Data Flows | Signed Off")
FORGED = ("AsyncAPI | Completed (Doc Baseline)", "AsyncAPI | Signed Off")


@pytest.mark.parametrize("phase", ["P4", "EXEC"])
async def test_a_deleted_record(copy: Copy, phase: str) -> None:
    path = copy.record_path(phase)
    report = await copy.verified(copy.commit({path: None}))

    (caught,) = failures(report)
    assert (caught.what, caught.place.path) == (What.RECORD_GONE, path)


async def test_a_deleted_envelope(signed: Copy) -> None:
    path = envelope_path(signed.record_path("P4"))

    assert kinds(await signed.verified(signed.commit({path: None}))) == {What.RECORD_GONE}


async def test_a_sign_off_undone(copy: Copy) -> None:
    landing = copy.landing("EXEC")
    changes: dict[str, str | None] = {TRACKER: copy.text(TRACKER, f"{landing}^")}
    changes |= {p: None for p in copy.paths() if p.startswith(f"{FOLDER}EXEC/")}
    report = await copy.verified(copy.commit(changes))

    assert {What.RECORD_GONE, What.ROW_GONE, What.FORBIDDEN_STEP} <= kinds(report)


async def test_a_record_moved_or_made_a_link(copy: Copy) -> None:
    path = copy.record_path("P4")
    moved = copy.commit({path: None, f"archive/{path}": copy.text(path)})
    index = {"GIT_INDEX_FILE": str(copy.path / "index-link")}
    git(copy.path, "read-tree", "main", env=index)
    oid = git(copy.path, "rev-parse", f"main:{path}")
    git(copy.path, "update-index", "--cacheinfo", f"120000,{oid},{path}", env=index)
    tree = git(copy.path, "write-tree", env=index)
    linked = copy.commit({}, tree=tree, parents=["main"])

    assert kinds(await copy.verified(moved)) == {What.RECORD_GONE}
    assert kinds(await copy.verified(linked)) == {What.RECORD_ALTERED}


async def test_swapped_correlation_ids_in_the_rows(copy: Copy) -> None:
    one, other = (copy.record(phase).correlation_id for phase in ("P4", "EXEC"))
    text = copy.text(TRACKER).replace(one, "?").replace(other, one).replace("?", other)

    found = failures(await copy.verified(copy.commit({TRACKER: text})))
    assert {f.what for f in found} == {What.ROW_GONE, What.ROW_WITHOUT_RECORD}
    assert sum(f.what is What.ROW_GONE for f in found) == 6


async def test_swapped_records(copy: Copy) -> None:
    one, other = (copy.record_path(phase) for phase in ("P4", "EXEC"))
    swapped = {one: copy.text(other), other: copy.text(one)}
    found = failures(await copy.verified(copy.commit(swapped)))

    assert {(f.what, f.place.path) for f in found} == {
        (What.RECORD_ALTERED, one),
        (What.RECORD_ALTERED, other),
    }


async def test_a_reused_correlation_id(copy: Copy) -> None:
    record = replace(copy.record("P4"), phase="P3", title="API Contracts OpenAPI + AsyncAPI")
    path = record_path(FOLDER, "P3", record.correlation_id)
    report = await copy.verified(copy.commit({path: record_bytes(record).decode()}))

    assert What.ID_REUSED in kinds(report)


async def test_a_replayed_record(copy: Copy) -> None:
    """The record of the first sign-off, put under a new name for a second one."""
    new = "11111111-2222-4333-8444-555555555555"
    old = copy.record_path("P4")
    lines = [
        line for line in copy.text(TRACKER).splitlines() if copy.record("P4").correlation_id in line
    ]
    rows = "\n".join(line.replace(copy.record("P4").correlation_id, new) for line in lines)
    path = record_path(FOLDER, "P4", new)
    text = edited(copy.text(TRACKER), (lines[-1], f"{lines[-1]}\n{rows}"))
    as_it_is = copy.commit({path: copy.text(old), TRACKER: text})
    with_new_id = copy.commit(
        {
            path: record_bytes(replace(copy.record("P4"), correlation_id=new)).decode(),
            TRACKER: text,
        }
    )

    assert {What.RECORD_MISPLACED, What.ID_REUSED} <= kinds(await copy.verified(as_it_is))
    found = failures(await copy.verified(with_new_id))
    # The round's number and the status before it are those of the first.
    assert {"round", "before"} <= {
        key for f in found for key in ("round", "before") if key in f.said
    }


async def test_a_record_put_back_after_it_was_deleted(copy: Copy) -> None:
    path = copy.record_path("P4")
    back = copy.chain([{path: None}, {path: copy.text(path)}])[-1]

    assert {What.RECORD_GONE, What.ID_REUSED} <= kinds(await copy.verified(back))


async def test_rows_without_a_record(copy: Copy) -> None:
    row = next(line for line in copy.text(TRACKER).splitlines() if "| P4 | ops |" in line)
    for other in (row.replace("P4", "P3"), row.replace("ops", "legal")):
        text = edited(copy.text(TRACKER), (row, f"{row}\n{other}"))
        assert kinds(await copy.verified(copy.commit({TRACKER: text}))) == {What.ROW_WITHOUT_RECORD}


async def test_a_policy_weakened_with_the_sign_off(copy: Copy) -> None:
    policy = edited(copy.text(POLICY), ("{architecture: 1, security: 1, ops: 1}", "{ops: 1}"))
    report = await copy.verified(copy.amend("P4", {POLICY: policy}))

    assert kinds(report) == {What.POLICY_CHANGED}


async def test_a_policy_weakened_between_request_and_sign_off(copy: Copy) -> None:
    policy = edited(copy.text(POLICY), ("{architecture: 1, security: 1, ops: 1}", "{ops: 1}"))
    landing = copy.landing("P4")
    weak = copy.commit({POLICY: policy}, tree=f"{landing}^")
    forged = copy.commit(
        {POLICY: policy}, message=copy.message(landing), tree=landing, parents=[weak]
    )

    assert kinds(await copy.verified(forged)) == {What.POLICY_CHANGED}


async def test_a_policy_taken_out_and_added_anew(copy: Copy) -> None:
    forged = edited(
        copy.text(TRACKER),
        ("OpenAPI + AsyncAPI | Completed (Doc Baseline)", "OpenAPI + AsyncAPI | Signed Off"),
    )
    out, back = copy.chain([{POLICY: None}, {POLICY: copy.text(POLICY), TRACKER: forged}])
    found = failures(await copy.verified(back))

    assert [(f.what, f.commit) for f in found] == [
        (What.POLICY_GONE, out),
        (What.STATUS_WITHOUT_RECORD, back),
    ]


async def test_history_edited_under_a_sign_off(copy: Copy) -> None:
    """The commit that was approved is written anew; the sign-off is put on top of it."""
    landing, pinned = copy.landing("P4"), copy.record("P4").commit
    anew = copy.commit({}, tree=pinned, parents=[f"{pinned}^"], message="Ready, says Mallory")
    forged = copy.commit({}, tree=landing, parents=[anew], message=copy.message(landing))

    found = failures(await copy.verified(forged))
    assert What.HISTORY_EDITED in {f.what for f in found}
    assert line_of(copy, found) == '    "commit": '


def line_of(copy: Copy, found: list[Finding]) -> str:
    """Return how the line begins that a failure for edited history names."""
    (caught,) = (f for f in found if f.what is What.HISTORY_EDITED)
    line = copy.text(caught.place.path).splitlines()[caught.place.line - 1]
    return line.partition(copy.record("P4").commit)[0].rstrip('"')


async def test_all_history_squashed_into_one_commit(copy: Copy) -> None:
    squashed = copy.commit({}, parents=[])

    assert kinds(await copy.verified(squashed)) >= {What.HISTORY_EDITED}


async def test_a_sign_off_without_its_record_in_history(copy: Copy) -> None:
    path = copy.record_path("P4")
    report = await copy.verified(copy.amend("P4", {path: None, envelope_path(path): None}))

    assert {What.STATUS_WITHOUT_RECORD, What.ROW_WITHOUT_RECORD, What.RECORD_GONE} <= kinds(report)


async def test_documents_that_can_not_be_read_fail_at_the_end_only(copy: Copy) -> None:
    broken, mended = copy.chain(
        [
            {TRACKER: copy.text(TRACKER).replace("| P4 | ERD", "| P3 | ERD")},
            {TRACKER: copy.text(TRACKER)},
        ]
    )

    assert kinds(await copy.verified(broken)) == {What.UNREADABLE}
    assert failures(await copy.verified(mended)) == []


@pytest.mark.parametrize(
    "first",
    [{POLICY: "documents: [oops"}, {POLICY: "documents: {tracker: doc/Elsewhere.md}\n"}],
    ids=["a policy that can't be read", "a tracker that is not there"],
)
async def test_it_begins_where_the_policy_can_be_followed(
    unsigned: Copy, first: dict[str, str | None]
) -> None:
    """Till then gatebot can't have been at work: what stands then was there before it."""
    start = (await unsigned.verified()).start
    tracker = edited(unsigned.text(TRACKER, start), FORGED)
    wrong = unsigned.commit({**first, TRACKER: tracker}, tree=f"{start}^")
    mended = unsigned.commit({POLICY: unsigned.text(POLICY, start)}, tree=wrong)
    report = await unsigned.verified(mended)
    forged = unsigned.edit(TRACKER, ALSO_FORGED, tree=mended)

    assert failures(report) == []
    assert (report.start, report.commits) == (mended, 1)
    assert What.BEFORE_GATEBOT in {f.what for f in report.findings}
    assert kinds(await unsigned.verified(forged)) == {What.STATUS_WITHOUT_RECORD}


async def test_a_second_policy_on_a_branch_from_before_is_a_second_start(copy: Copy) -> None:
    """As soon as it can be followed; before that nothing of it counts."""
    start = (await copy.verified()).start
    broken = copy.commit({POLICY: "documents: [oops"}, tree=f"{start}^")
    whole = copy.commit({POLICY: copy.text(POLICY, start)}, tree=broken)
    for side, expected in ((broken, set()), (whole, {What.SEVERAL_STARTS})):
        for parents in (("main", side), (side, "main")):
            merged = copy.commit({}, parents=parents, message="Merge")
            assert kinds(await copy.verified(merged)) == expected


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ("committer M <m@x.example> 1 +0000", "Tidy up\n"),
        ("author M <m@x.example> 1 +0000\ncommitter M <m@x.example> 1 +0000\nodd", "Tidy up\n"),
        ("author M <m@x.example> 1 +0000\ncommitter M <m@x.example> 1 +0000", None),
        ("author\ncommitter no time at all", "Tidy up\n"),
    ],
)
async def test_a_commit_object_of_another_shape(
    unsigned: Copy, headers: str, message: str | None
) -> None:
    tree = git(unsigned.path, "rev-parse", f"{unsigned.edit(TRACKER, FORGED)}^{{tree}}")
    text = f"tree {tree}\nparent {unsigned.head}\n{headers}\n"
    text += "" if message is None else f"\n{message}"
    options = ("-t", "commit", "-w", "--stdin", "--literally")
    made = git(unsigned.path, "hash-object", *options, stdin=text.encode())

    assert kinds(await unsigned.verified(made)) == {What.STATUS_WITHOUT_RECORD}
