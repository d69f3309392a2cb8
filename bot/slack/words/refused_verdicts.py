"""What is said when a verdict is refused."""

from difflib import get_close_matches
from typing import assert_never

from bot.readiness import refusals as r
from bot.readiness.round import Bar, RoundState, Ruling
from bot.slack.prose import Code, Line, Link, Note, Strong, names
from bot.slack.words.refusing import refusal
from bot.slack.words.terms import STATE_WORD, command, name


@refusal.register
def _(reason: r.NoOpenRound) -> Note:
    if not reason.phase:
        return Note(
            ("There is no open review behind that button or form, so nothing was done.",),
            then=(("See which reviews wait for you: ", Code("/gate"), "."),),
        )
    last = f" The last one is {STATE_WORD[reason.last]}." if reason.last else ""
    return Note(
        (
            Strong(name(reason.phase)),
            f" has no open review, so there is nothing to {reason.wanted}.{last}",
        ),
        then=(("An owner opens one with ", command("ready", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.RoundOver) -> Note:
    then = (
        ("There is nothing more to do.",)
        if reason.state is RoundState.LANDED
        else ("See where the phase stands: ", command("status", reason.phase), ".")
    )
    return Note(
        (
            f"This review of {name(reason.phase)} is over: it is {STATE_WORD[reason.state]}. ",
            "Nothing was changed.",
        ),
        then=(then,),
    )


@refusal.register
def _(reason: r.OldThread) -> Note:
    phase = name(reason.phase)
    return Note(
        (
            f"This thread belongs to round {reason.number} of {phase}, which is ",
            f"{STATE_WORD[reason.state]}. Its evidence may differ from what is under review now, ",
            "so nothing was done.",
        ),
        then=((f"Round {reason.present} is open: answer ", *_at_its_card(reason.url), "."),),
    )


@refusal.register
def _(reason: r.AnotherThread) -> Note:
    thread = f"the review of {name(reason.thread)}" if reason.thread else "another review"
    phase = name(reason.phase)
    return Note(
        (f"This thread belongs to {thread}, not to {phase}, so nothing was done.",),
        then=((f"Answer for {phase} ", *_at_its_card(reason.url), "."),),
    )


def _at_its_card(url: str) -> Line:
    return ("at ", Link("its card", url)) if url else ("in the thread of its card",)


@refusal.register
def _(reason: r.LandingUnderWay) -> Note:
    return Note(
        (
            f"Everybody has approved {name(reason.phase)} and its sign-off is on its way into the ",
            "tracker, so verdicts can't change.",
        ),
        then=(
            ("The card says where it is. Closing its pull request, if it has one, takes it back.",),
        ),
    )


@refusal.register
def _(reason: r.NotApproved) -> Note:
    return Note(
        (
            f"The review of {name(reason.phase)} is {STATE_WORD[reason.state]}, not approved, ",
            "so no sign-off was written.",
        ),
        then=(("See who is awaited: ", command("status", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.NotAReviewer) -> Note:
    roles = names(reason.roles, "or")
    near = get_close_matches(reason.role.casefold()[:64], reason.roles, n=1)
    if reason.role:
        said = f"You don't review {name(reason.phase)} as {name(reason.role)}, so nothing was kept."
    else:
        said = f"You are no reviewer of {name(reason.phase)}, so nothing was kept."
    return Note(
        (said,),
        then=(
            *((("Did you mean ", Strong(name(near[0])), "?"),) if near else ()),
            (
                f"Its reviewers are those of {roles or 'no role'}. Who fills a role is written in ",
                Code(".gatebot.yml"),
                ".",
            ),
        ),
    )


@refusal.register
def _(reason: r.Barred) -> Note:
    return Note(
        (f"{_own_bar(reason.bar, name(reason.phase))}, so your verdict does not count.",),
        then=(
            (
                "Somebody else has to decide. Who is awaited: ",
                command("status", reason.phase),
                ".",
            ),
        ),
    )


def _own_bar(bar: Bar, phase: str) -> str:
    match bar:
        case Bar.REQUESTER:
            return f"You asked for this review of {phase}"
        case Bar.OWNER:
            return f"You own {phase}"
        case Bar.EVIDENCE_AUTHOR:
            return f"You wrote some of the evidence of {phase}"
        case Bar.EMAIL_UNKNOWN:
            return (
                f"Authors of evidence can't review {phase}, and without your e-mail in "
                ".gatebot.yml nobody can tell whether you are one"
            )
        case _:
            assert_never(bar)


@refusal.register
def _(reason: r.RoleUnclear) -> Note:
    first = reason.roles[0] if reason.roles else "<role>"
    example = command("approve", reason.phase, "as", first)
    if reason.ruling is Ruling.GAPS:
        example = command("gaps", reason.phase, "as", f"{first}:", "<what is missing>")
    return Note(
        (f"You can review {name(reason.phase)} as {names(reason.roles, 'or')}: please say which.",),
        then=(("For example: ", example, "."),),
    )


@refusal.register
def _(reason: r.AlreadyApproved) -> Note:
    return Note(
        (
            f"You have approved {name(reason.phase)} as {name(reason.role)} already. ",
            "It counts once, and it stands.",
        ),
        then=(("If you have found something since: ", command("gaps", reason.phase, "…"), "."),),
    )


@refusal.register
def _(reason: r.OneRoleEach) -> Note:
    return Note(
        (
            f"You have decided on {name(reason.phase)} as {name(reason.role)}, and one person ",
            "fills one role in a round.",
        ),
        then=(("Somebody else has to fill the other roles; the card names them.",),),
    )


@refusal.register
def _(reason: r.RoleFilled) -> Note:
    return Note(
        (
            f"{name(reason.phase)} has all the approvals it needs from {name(reason.role)}: ",
            f"{names(reason.by)}.",
        ),
        then=(("Yours is not needed. To object: ", command("gaps", reason.phase, "…"), "."),),
    )


@refusal.register
def _(reason: r.LeavesNobody) -> Note:
    better = names(reason.better, "or")
    then: Line = ("Ask another reviewer of this role to decide.",)
    if reason.better:
        example = command("approve", reason.phase, "as", reason.better[0])
        then = (f"Approve as {better} instead: ", example, ".")
    return Note(
        (
            f"If you approve {name(reason.phase)} as {name(reason.role)}, too few people are ",
            "left for the other roles, so nothing was kept.",
        ),
        then=(then,),
    )


@refusal.register
def _(reason: r.GapsStand) -> Note:
    return Note(
        (
            f"{names(reason.by) or 'You'} listed gaps on {name(reason.phase)} as ",
            f"{name(reason.role)}. In the same round they can't become an approval.",
        ),
        then=(
            (
                "The owner addresses them and asks again with ",
                command("ready", reason.phase),
                "; then you can approve.",
            ),
        ),
    )


@refusal.register
def _(reason: r.EvidenceChanged) -> Note:
    return Note(
        (
            f"The evidence of {name(reason.phase)} is not what your form showed, so your ",
            "approval was not kept: it would have been for something you have not seen.",
        ),
        then=(("Open the form again from the card and look at it anew.",),),
    )
