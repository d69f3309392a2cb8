"""Words that many sentences share: names of statuses, steps, evidence and reasons."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from bot.readiness.evidence import Finding, Verdict
from bot.readiness.round import Bar, Gap, GapState, RoundState, Waived
from bot.readiness.status import Action, Status
from bot.slack.prose import Code, Line, Link, Strong, names, shown, ticked

VERDICT_MARK: Final[Mapping[Verdict, str]] = MappingProxyType(
    {Verdict.PASS: "✔ passes", Verdict.FAIL: "✖ fails", Verdict.UNKNOWN: "? unknown"}
)
STATUS_MARK: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.NOT_STARTED: "○",
        Status.IN_PROGRESS: "◔",
        Status.READY: "◑",
        Status.COMPLETED: "◕",
        Status.SIGNED_OFF: "●",
    }
)
STATE_WORD: Final[Mapping[RoundState, str]] = MappingProxyType(
    {
        RoundState.OPEN: "open",
        RoundState.APPROVED: "approved, landing",
        RoundState.LANDED: "signed off",
        RoundState.SUPERSEDED: "replaced by a newer round",
        RoundState.WITHDRAWN: "withdrawn",
        RoundState.VOIDED: "void",
    }
)
GAP_WORD: Final[Mapping[GapState, str]] = MappingProxyType(
    {
        GapState.OPEN: "open",
        GapState.ADDRESSED: "addressed, waits for its reviewer",
        GapState.ACCEPTED: "accepted",
    }
)
ACTION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Action.START: "start it",
        Action.BASELINE: "mark its documents as complete",
        Action.REQUEST: "ask for its sign-off",
        Action.LIST_GAPS: "list gaps on it",
        Action.WITHDRAW: "withdraw its review",
        Action.SIGN_OFF: "have it signed off",
        "address": "address its gaps",
        "evidence": "change its evidence",
        "remind": "remind its reviewers",
        "try again": "try that again",
    }
)


def name(text: str) -> str:
    """Return a phase, role or person as it is shown in a sentence."""
    return shown(text, 60)


def command(verb: str, *words: str) -> Code:
    """Return a command, ready to be typed."""
    return Code(" ".join(["/gate", verb, *(shown(w, 80) for w in words if w)]))


def deed(action: str) -> str:
    """Return what an action, or a verb beside them, does to a phase."""
    return ACTION_WORDS.get(action, f"{shown(action, 40)} it")


def waived_line(waived: Waived) -> Line:
    """Return a waiver: what, why, by whom, until when."""
    return (
        Strong(f"{name(waived.name)} ({waived.scope.value}): "),
        f"waived by {name(waived.by)} until {shown(waived.until, 20)}, because: ",
        shown(waived.reason, 300),
    )


def bar_words(bar: Bar) -> str:
    """Return why somebody's verdict does not count, as the end of a sentence about them."""
    match bar:
        case Bar.REQUESTER:
            return "asked for this review"
        case Bar.OWNER:
            return "owns the phase"
        case Bar.EVIDENCE_AUTHOR:
            return "wrote some of its evidence"
        case Bar.EMAIL_UNKNOWN:
            return "has no e-mail in .gatebot.yml, so nobody can tell whether they wrote evidence"
        case _:
            assert_never(bar)


def finding_line(finding: Finding) -> Line:
    """Return an evidence item with its state and what was looked at."""
    item = finding.evidence
    return (
        Strong(VERDICT_MARK[finding.verdict]),
        f" {item.kind.value} ",
        Code(shown(item.reference, 140) or "—"),
        " — ",
        *ticked(_of_item(finding)),
    )


def named_line(finding: Finding) -> Line:
    """Return an evidence item with its state, and nothing of what was found."""
    item = finding.evidence
    lead = Strong(VERDICT_MARK[finding.verdict])
    return (lead, f" {item.kind.value} ", Code(shown(item.reference, 140) or "—"))


def _of_item(finding: Finding) -> str:
    """Return what was found, without the reference or path that the line begins with anyway."""
    reference, sentence = finding.evidence.reference, finding.sentence
    for named in (reference, re.split(r"[#@\s]|::", reference, maxsplit=1)[0]):
        sentence = sentence.removeprefix(f"{named} ") if named else sentence
    return sentence


def mended_line(finding: Finding) -> Line:
    """Return an evidence item as above, with what would mend it."""
    mend = ticked(finding.mend, 200)
    return (*finding_line(finding), *((" ", *mend) if mend else ()))


def gap_line(gap: Gap, limit: int = 400) -> Line:
    """Return a gap: its id, what is missing, what it is about, who listed it, how it stands."""
    about = shown(gap.about, 100)
    note = shown(gap.note, 200)
    return (
        Strong(shown(gap.id, 80)),
        f" {shown(gap.text, limit)}",
        f" (about {about})" if about else "",
        f" — {name(gap.reviewer.display)}, {name(gap.role)}; {GAP_WORD[gap.state]}",
        f": {note}" if note and gap.state is not GapState.OPEN else "",
    )


def unknown_owners(written: Sequence[str]) -> tuple[Line, ...]:
    """Return what to do about owners, as they are written, whom the policy does not know."""
    if not written:
        return ()
    quoted = names([f"“{shown(each, 60)}”" for each in written])
    verb = "gives" if len(written) == 1 else "give"
    return (
        (
            f"{quoted} among its owners {verb} nobody a right: write each owner as ",
            Code(".gatebot.yml"),
            " names them under ",
            Code("people"),
            ", with nothing beside the name.",
        ),
    )


def statuses(items: tuple[Status, ...]) -> str:
    """Return statuses as alternatives."""
    return names([s.value for s in items], "or")


def request(number: int, url: str) -> Link:
    """Return a pull request by its number, as its host calls it."""
    what = "merge request " if "/merge_requests/" in url else "pull request #"
    return Link(f"{what}{number}", url or None)
