"""What fixes a history from outside: signatures, and commits that are known to be in it."""

from dataclasses import replace

import pytest

from bot.__main__ import main
from bot.cli.outcome import Exit
from bot.readiness.record import SignoffRecord, envelope_path, record_path
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.signing.envelope import seal
from bot.signing.keys import SigningKey, new_signing_key
from bot.verify import Known, Level, NotVerifiable, Report, Trust, What, verify
from tests.verify.tampering import FOLDER, TRACKER, Copy, failures, forged, kinds

NEW = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def key() -> SigningKey:
    return new_signing_key()


def sealed(copy: Copy, key: SigningKey) -> str:
    """Return the end of a history in which EXEC was signed with a key, and P4 before it was not."""
    path = copy.record_path("EXEC")
    envelope = seal(copy.text(path).encode(), key).decode()
    return copy.amend("EXEC", {envelope_path(path): envelope})


def again(copy: Copy, on: str) -> SignoffRecord:
    """Return a record that affirms EXEC once more, approved on a commit."""
    old = copy.record("EXEC")
    locked = Status.SIGNED_OFF
    return replace(old, correlation_id=NEW, round=3, commit=on, before=locked, after=locked)


def unsigned_of(report: Report, level: Level) -> list[tuple[str, str]]:
    found = (f for f in report.findings if f.what is What.NOT_SIGNED and f.level is level)
    return [(f.said.partition(",")[0], f.commit) for f in found]


async def test_what_was_signed_off_before_the_first_signature_is_told_and_not_failed(
    unsigned: Copy, key: SigningKey
) -> None:
    end, p4 = sealed(unsigned, key), ("P4", unsigned.landing("P4"))
    trusted = await verify(unsigned.path, end, Trust((key.public,)))
    strict = await verify(unsigned.path, end, Trust((key.public,), strict=True))

    assert failures(trusted) == []
    assert unsigned_of(trusted, Level.NOTE) == [p4]
    assert [s.signed_by for s in trusted.signoffs] == ["", key.public.id]
    assert kinds(strict) == {What.NOT_SIGNED}
    assert unsigned_of(strict, Level.FAIL) == [p4]


async def test_without_any_signature_nothing_is_before_the_first(
    unsigned: Copy, key: SigningKey
) -> None:
    report = await verify(unsigned.path, "main", Trust((key.public,)))

    assert [phase for phase, _ in unsigned_of(report, Level.FAIL)] == ["P4", "EXEC"]


async def test_an_unsigned_record_after_the_first_signature_fails(
    unsigned: Copy, key: SigningKey
) -> None:
    end = sealed(unsigned, key)
    forgery = forged(unsigned, again(unsigned, end), end)
    report = await verify(unsigned.path, forgery, Trust((key.public,)))

    assert kinds(report) == {What.NOT_SIGNED}
    assert unsigned_of(report, Level.FAIL) == [("EXEC", forgery)]
    # Without keys it can't be told from a true one.
    assert failures(await verify(unsigned.path, forgery)) == []


async def test_an_unsigned_record_pushed_in_before_the_first_signature_fails(
    unsigned: Copy, key: SigningKey
) -> None:
    """It stands after the commit that was approved: the signature does not fix it."""
    approved = unsigned.record("EXEC").commit
    forgery = forged(unsigned, replace(unsigned.record("EXEC"), correlation_id=NEW), approved)
    landing = sealed(unsigned, key)
    onto = unsigned.commit({}, tree=landing, parents=[forgery])
    report = await verify(unsigned.path, onto, Trust((key.public,)))

    assert ("EXEC", forgery) in unsigned_of(report, Level.FAIL)


async def test_a_history_without_its_records_lacks_the_commit_that_is_known(copy: Copy) -> None:
    gone = {path: None for path in copy.paths() if path.startswith(FOLDER)}
    rows = [line for line in copy.text(TRACKER).splitlines() if FOLDER not in line]
    anew = copy.commit({**gone, TRACKER: "\n".join(rows)}, parents=[])
    cut = f"{copy.landing('EXEC')}^"

    assert failures(await verify(copy.path, "main", known=Known([copy.head]))) == []
    for end in (anew, cut):
        assert failures(await verify(copy.path, end)) == []
        assert kinds(await verify(copy.path, end, known=Known([copy.head]))) == {
            What.HISTORY_EDITED
        }


async def test_a_known_commit_is_named_in_full(copy: Copy) -> None:
    with pytest.raises(NotVerifiable, match="full id"):
        await verify(copy.path, "main", known=Known([copy.head[:12]]))


def test_the_command_takes_known_commits_and_strictness(
    unsigned: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["verify", "--repo", str(unsigned.path)]

    assert main([*command, "--contains", unsigned.head]) == Exit.OK
    known = ["--contains", unsigned.landing("P4"), "--contains", "0" * 40]
    assert main([*command, *known]) == Exit.FAILED
    assert "does not contain 000000000000" in capsys.readouterr().out
    assert main([*command, "--contains", "main"]) == Exit.USAGE
    assert main([*command, "--require-signatures"]) == Exit.USAGE
    assert "Add --keys." in capsys.readouterr().err


async def test_a_forgery_beside_the_first_signature_is_not_forgiven_by_the_next(
    unsigned: Copy, key: SigningKey
) -> None:
    """It is committed on a branch cut before the first signature, and merged after it."""
    first = sealed(unsigned, key)
    forgery = forged(unsigned, replace(unsigned.record("P4"), correlation_id=NEW), f"{first}^")
    merge = unsigned.commit({}, tree=first, parents=[first, forgery], message="Merge")
    record = replace(again(unsigned, merge), correlation_id=NEW.replace("1", "2"))
    text = record_bytes(record)
    path = record_path(FOLDER, record.phase, record.correlation_id)
    landed = forged(unsigned, record, merge)
    files = {path: text.decode(), envelope_path(path): seal(text, key).decode()}
    signed = unsigned.commit(files, tree=landed, parents=[merge])
    report = await verify(unsigned.path, signed, Trust((key.public,)))

    assert ("EXEC", signed) in {(s.phase, s.commit) for s in report.signoffs if s.signed_by}
    assert ("P4", forgery) in unsigned_of(report, Level.FAIL)
