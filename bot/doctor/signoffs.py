"""The phases that read Signed Off: each has its record, and rests on what was approved."""

from bot.doctor.checks import Section
from bot.doctor.papers import Papers
from bot.evidence.signoff_history import SignoffHistory
from bot.evidence.signoffs import SignedDocuments, check_signoffs
from bot.platform.clock import SystemClock
from bot.ports.git_host import GitHost, HostError
from bot.readiness.signoffs import Backing, SignoffCheck

_MOST_FILES = 3


async def look_at_signoffs(host: GitHost, papers: Papers, section: Section) -> None:
    """Check each phase that reads Signed Off."""
    if papers.tracker is None:
        return
    today = SystemClock().now().date()
    given = SignedDocuments(papers.commit, papers.file, papers.tracker, today)
    try:
        checks = await check_signoffs(host, given, SignoffHistory(host))
    except HostError as error:
        said = f"Whether the sign-offs have their records can't be told: {error}"
        section.warn("sign-offs", said, "See to the repository first, and check again.")
        return
    for check in checks.values():
        _say(check, section)


def _say(check: SignoffCheck, section: Section) -> None:
    name, phase = f"phase {check.phase}", check.phase
    match check.backing:
        case Backing.NO_RECORD:
            section.fail(name, f"{phase} reads Signed Off, and has no record.{_by(check)}",
                         _take_back(check))  # fmt: skip
        case Backing.RECORD_MISSING:
            said = f"{phase} is Signed Off, and its record {check.record} is not there."
            section.fail(name, said, _PUT_BACK)
        case Backing.RECORD_INVALID:
            said = f"{phase} is Signed Off, and its record {check.record} does not count: "
            section.fail(name, f"{said}{check.why}.", _PUT_BACK)
        case Backing.BEFORE_GATEBOT:
            section.ok(name, f"{phase} was Signed Off before gatebot.")
        case _ if check.holds:
            section.ok(name, f"{phase} is Signed Off.")
        case _:
            again = f"If it is meant, have it affirmed: /gate ready {phase}."
            section.warn(name, f"{phase} is Signed Off, and {_changed(check)}.", again)


_PUT_BACK = "Put back the file and its rows as they were; `gatebot verify` names the commit."


def _by(check: SignoffCheck) -> str:
    by = check.set_by
    return f" {by.author} wrote that in {by.commit[:12]}." if by else ""


def _take_back(check: SignoffCheck) -> str:
    by, then = check.set_by, f"then have it reviewed: /gate ready {check.phase}."
    first = f"Take it back (`git revert {by.commit[:12]}`)" if by else "Put back what it was"
    return f"{first}, {then}"


def _changed(check: SignoffCheck) -> str:
    files = ", ".join(change.name for change in check.changes[:_MOST_FILES])
    more = f" and {rest} more" if (rest := len(check.changes) - _MOST_FILES) > 0 else ""
    ended = " and ".join(f"its waiver of {w.name} ran out on {w.until}" for w in check.ended)
    changed = f"{files}{more} changed since" if files else ""
    return ", and ".join(filter(None, (changed, ended)))
