"""What a verb answers to who asked: at once, or that it was asked before."""

from bot.app.api import answers as a
from bot.readiness import events as e
from bot.slack.prose import Channel, Code, Line, Link, Note, Part, Strong, names, several, shown
from bot.slack.verbs import Verb
from bot.slack.words import digest, ops, progress, release, remind, reports
from bot.slack.words.events import awaited, event, of_round
from bot.slack.words.terms import command, gap_line, name


def answer(given: a.Answer) -> Note:  # noqa: PLR0911 - one for each answer
    """Return the words of an answer."""
    match given:
        case a.Board():
            return reports.board(given)
        case a.PhaseReport():
            return reports.report(given)
        case a.Mine():
            return reports.mine(given)
        case a.OpenGaps():
            return reports.open_gaps(given)
        case a.History():
            return reports.history(given)
        case a.Progress():
            return Note(progress.landed(given), then=(progress.footer(given),))
        case a.ReleaseReport():
            return release.report(given)
        case a.OpsList() | a.DigestState() | a.DigestOff() | a.DigestPreview() | a.Reminded():
            return _of_ops(given)
        case _:
            return _kept(given)


def _of_ops(
    given: a.OpsList | a.DigestState | a.DigestOff | a.DigestPreview | a.Reminded,
) -> Note:
    match given:
        case a.OpsList():
            return Note(ops.listed(given), then=(ops.how_to(),))
        case a.DigestState():
            return digest.state(given)
        case a.DigestOff():
            return digest.turned_off(given)
        case a.DigestPreview():
            return digest.preview(given)
        case a.Reminded():
            return remind.reminded(given)


def _kept(  # noqa: PLR0911 - one for each answer
    given: a.Checking
    | a.Approved
    | a.GapsKept
    | a.AddressKept
    | a.WithdrawKept
    | a.RetryKept
    | a.Repeated,
) -> Note:
    match given:
        case a.Checking():
            return _checking(given)
        case a.Approved():
            return _approved(given)
        case a.GapsKept():
            return _gaps_kept(given)
        case a.AddressKept():
            return _address_kept(given)
        case a.WithdrawKept(review):
            return Note((*of_round(review), " is withdrawn. It stays in the history."))
        case a.RetryKept(phase):
            return Note((f"Trying {name(phase) or 'it'} again now. You hear how it went.",))
        case a.Repeated():
            return Note(("That was done already; it was not done twice.",))


def _checking(given: a.Checking) -> Note:
    where = ", by direct message" if given.direct else ""
    if given.verb.startswith(f"{Verb.OPS} "):
        return Note((f"Writing that to the ops track … The answer comes in a moment{where}.",))
    return Note(
        (
            f"Checking {name(given.phase)} for ",
            Code(shown(given.verb, 40)),
            f" … The answer comes in a moment{where}.",
        ),
    )


def _approved(given: a.Approved) -> Note:
    rest = "Everybody awaited has approved: the sign-off is being written."
    if not given.complete:
        left = awaited(given.round)
        rest = f"Still awaited: {left}." if left else "Listed gaps still stand in its way."
        if by := names([name(d.reviewer.display) for d in given.round.gaps_listed()]):
            rest = f"But the gaps that {by} listed stand: signing off will need a new round."
    return Note(
        (
            "Your approval of ",
            *of_round(given.round),
            f" as {name(given.decision.role)} is kept. ",
            rest,
        ),
        then=(
            ()
            if given.complete
            else (
                ("To take it back: ", command("gaps", given.round.phase, "<what is missing>"), "."),
            )
        ),
    )


def _gaps_kept(given: a.GapsKept) -> Note:
    return Note(
        (
            f"{several(len(given.gaps), 'gap')} on ",
            *of_round(given.round),
            f" as {name(given.decision.role)}: kept, and the owner is told.",
        ),
        (Part(tuple(gap_line(g) for g in given.gaps)),),
    )


def _address_kept(given: a.AddressKept) -> Note:
    phase = given.gap.phase
    then: Line = (f"{several(given.left, 'gap')} of {name(phase)} still open.",)
    if not given.left:
        then = ("No gap is left open. Ask for sign-off again: ", command("ready", phase), ".")
    return Note((Strong(shown(given.gap.id, 80)), " is marked as addressed."), then=(then,))


@event.register
def _(happened: e.AlreadyAsked) -> Note:
    review, where = happened.round, Channel(happened.channel)
    card: Line = (Link("its card", happened.card_url),) if happened.card_url else ("its card",)
    return Note(
        (
            *of_round(review),
            " is asked for already, and nothing has changed since: ",
            *card,
            *((" in ", where) if happened.channel else ()),
            f" awaits {awaited(review)}.",
        ),
        then=(
            ("To remind who is awaited: ", command("remind", review.phase), "."),
            ("To take the request back: ", command("withdraw", review.phase), "."),
        ),
    )
