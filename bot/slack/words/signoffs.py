"""The words of a phase that reads Signed Off: whether that holds, and what to do if it does not."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from bot.pictures.phases import StatusShown
from bot.readiness.signoffs import Backing, SignoffCheck
from bot.readiness.status import Status
from bot.slack.prose import Code, Line, Link, Span, names, several, short, shown
from bot.slack.words.events import phase_title
from bot.slack.words.terms import STATUS_MARK, command, name

WARNING: Final = "⚠"
NOT_KNOWN: Final = "?"
_AFTER_STATUS: Final[Mapping[Backing, str]] = MappingProxyType(
    {
        Backing.RECORDED: "",
        Backing.BEFORE_GATEBOT: ", before gatebot",
        Backing.NO_RECORD: ", no record",
        Backing.RECORD_MISSING: ", record missing",
        Backing.RECORD_INVALID: ", record not valid",
        Backing.UNKNOWN: ", not checked",
    }
)


def mark(check: SignoffCheck) -> str:
    """Return the mark of a phase that reads Signed Off, where there is room for no more."""
    if check.holds:
        return STATUS_MARK[Status.SIGNED_OFF]
    return WARNING if check.known else NOT_KNOWN


def status_text(check: SignoffCheck) -> str:
    """Return the status and how it stands, in a few words: `Signed Off, no record`."""
    changed = ", drifted" if check.changes else ", waiver ended" if check.ended else ""
    return f"{Status.SIGNED_OFF.value}{_AFTER_STATUS[check.backing]}{changed}"


def marked_status(check: SignoffCheck) -> str:
    """Return the status with its mark, for a line that goes on with `since_then`."""
    backed = check.backing in {Backing.RECORDED, Backing.BEFORE_GATEBOT}
    lead = STATUS_MARK[Status.SIGNED_OFF] if backed else mark(check)
    return f"{lead} {Status.SIGNED_OFF.value}{_AFTER_STATUS[check.backing]}"


def pictured(checks: Sequence[SignoffCheck]) -> Mapping[str, StatusShown]:
    """Return how the phases that read Signed Off are shown in a picture, by their ids."""
    marks = {WARNING: "!", NOT_KNOWN: "?"}
    return {c.phase: StatusShown(status_text(c), marks.get(mark(c), "")) for c in checks}


def since_then(check: SignoffCheck | None) -> str:
    """Return what is otherwise since the sign-off, to stand behind the status in a line."""
    return "".join(f"; {WARNING} {each}" for each in _what_changed(check)) if check else ""


def _what_changed(check: SignoffCheck) -> list[str]:
    files = f"{several(len(check.changes), 'file')} changed since sign-off" if check.changes else ""
    waived = names([name(each.name) for each in check.ended], "and", most=3)
    ended = f"waiver of {waived} ran out" if check.ended else ""
    return [each for each in (files, ended) if each]


def counts(checks: Sequence[SignoffCheck]) -> list[str]:
    """Return how many sign-offs can't be relied on, by what is wrong with them."""
    drifted = sum(bool(check.changes) for check in checks)
    ended = sum(bool(check.ended) for check in checks)
    missing = sum(check.backing is Backing.NO_RECORD for check in checks)
    bad = {Backing.RECORD_MISSING, Backing.RECORD_INVALID}
    invalid = sum(check.backing in bad for check in checks)
    unknown = sum(not check.known for check in checks)
    return [
        said
        for count, said in (
            (missing, f"{several(missing, 'phase')} signed off without a record"),
            (invalid, f"{several(invalid, 'sign-off')} without a valid record"),
            (drifted, f"{several(drifted, 'sign-off')} drifted"),
            (ended, f"{several(ended, 'sign-off')} on a waiver that ran out"),
            (unknown, f"{several(unknown, 'sign-off')} not checked"),
        )
        if count
    ]


def line(check: SignoffCheck) -> Line:
    """Return what is wrong with a sign-off, in a list: the phase, what, and who did it."""
    return (*phase_title(check.phase, shown(check.title, 80)), ": ", *_wrong(check))


def line_with_fix(check: SignoffCheck) -> Line:
    """Return what is wrong with a sign-off, and what to do about it."""
    return (*line(check), " ", *_fix(check))


def _wrong(check: SignoffCheck) -> Line:
    match check.backing:
        case Backing.NO_RECORD:
            return ("it reads Signed Off and has no record. ", *_set_by(check))
        case Backing.RECORD_MISSING:
            return ("its record ", Code(shown(check.record, 160)), " is not there.")
        case Backing.RECORD_INVALID:
            return ("its record ", Code(shown(check.record, 160) or "—"), " does not count: ",
                    f"{shown(check.why, 200)}.")  # fmt: skip
        case Backing.UNKNOWN:
            return ("its record and files could not be checked just now.",)
        case Backing.BEFORE_GATEBOT:
            return ("it was signed off before gatebot.",)
        case Backing.RECORDED:
            return _since(check)
        case _:
            assert_never(check.backing)


def _set_by(check: SignoffCheck) -> Line:
    by = check.set_by
    if by is None:
        return ("Who wrote that can't be told.",)
    return (f"{name(by.author)} wrote that in ", Link(short(by.commit).text, by.url), ".")


def _since(check: SignoffCheck) -> Line:
    changed = names([each.name for each in check.changes], "and", most=3)
    spans: list[Span] = [f"{changed} changed since."] if check.changes else []
    for waived in check.ended:
        lead = " " if spans else ""
        said = f"{lead}The waiver of {name(waived.name)} that it rests on ran out on "
        spans.append(f"{said}{shown(waived.until, 20)}.")
    return tuple(spans) or ("it holds.",)


def _fix(check: SignoffCheck) -> Line:  # noqa: PLR0911 - one for each backing
    again = command("ready", check.phase)
    match check.backing:
        case Backing.NO_RECORD if check.set_by is not None:
            revert = Code(f"git revert {check.set_by.commit[:12]}")
            return ("Take it back (", revert, "), then have it reviewed: ", again, ".")
        case Backing.NO_RECORD:
            return ("Put back the status it had, then have it reviewed: ", again, ".")
        case Backing.RECORD_MISSING | Backing.RECORD_INVALID:
            verify = Code("gatebot verify")
            return ("Put back the file and its rows as they were; ", verify, " names the commit.")
        case Backing.UNKNOWN:
            return ("Ask again in a minute.",)
        case Backing.BEFORE_GATEBOT:
            return ("To have it reviewed all the same: ", again, ".")
        case Backing.RECORDED if check.ended:
            return ("Bring what was waived or renew the waiver, and have it affirmed: ", again, ".")
        case Backing.RECORDED:
            return ("If it is meant: ", again, ".")
        case _:
            assert_never(check.backing)
