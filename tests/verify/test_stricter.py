"""Sign-offs from before a rule: what was right when it was given stays valid, and is told."""

from dataclasses import replace

from bot.readiness.evidence import RULES, Subject
from bot.readiness.record import RecordedItem
from bot.verify.findings import Level, Report, What
from tests.verify.tampering import Copy, forged

BLANK = "\u00a0\u3000\u2800\n"


def signed_off(copy: Copy, text: str, rules: int, *, phase: str) -> str:
    """Sign a phase off again, with a document of this text among its evidence."""
    before = copy.landing(phase) + "^"
    record = copy.record(phase)
    path = next(
        item.reference
        for item in record.evidence
        if [subject.name for subject in item.subjects] == [item.reference]
    )
    pinned = copy.commit({path: text}, tree=before)
    subject = Subject(path, copy.text_id(path, pinned))
    items = tuple(_with(item, subject) for item in record.evidence)
    return forged(copy, replace(record, commit=pinned, evidence=items, rules=rules), pinned)


def _with(item: RecordedItem, subject: Subject) -> RecordedItem:
    subjects = (subject if each.name == subject.name else each for each in item.subjects)
    return replace(item, subjects=tuple(subjects))


def said(report: Report, level: Level, what: What) -> list[str]:
    """Return what is said of the file; the CI run is of another commit, and fails anyway."""
    found = (f.said for f in report.findings if f.level is level and f.what is what)
    return [text for text in found if "CI run" not in text]


async def test_what_only_todays_rules_fail_is_a_warning(unsigned: Copy) -> None:
    report = await unsigned.verified(signed_off(unsigned, BLANK, 1, phase="P4"))

    assert said(report, Level.FAIL, What.EVIDENCE_FAILS) == []
    (warning,) = said(report, Level.WARN, What.STRICTER_NOW)
    assert "would not pass by today's rules" in warning
    assert "is empty" in warning


async def test_under_todays_rules_it_fails(unsigned: Copy) -> None:
    report = await unsigned.verified(signed_off(unsigned, BLANK, RULES, phase="P4"))

    assert said(report, Level.FAIL, What.EVIDENCE_FAILS)
    assert said(report, Level.WARN, What.STRICTER_NOW) == []


async def test_what_the_rules_of_its_day_failed_fails(unsigned: Copy) -> None:
    report = await unsigned.verified(signed_off(unsigned, "", 1, phase="P4"))

    assert said(report, Level.FAIL, What.EVIDENCE_FAILS)


async def test_nobody_goes_back_to_older_rules(unsigned: Copy) -> None:
    """P4 was signed off under today's rules before it."""
    report = await unsigned.verified(signed_off(unsigned, BLANK, 1, phase="EXEC"))

    assert said(report, Level.FAIL, What.EVIDENCE_FAILS)
