"""The words of reminders: to whom a review waits for, to its owner, to who asked for them."""

from bot.app.api import answers as a
from bot.readiness import ops_events as e
from bot.slack.prose import Code, Line, Note, When, names, shown
from bot.slack.words.events import event, of_round
from bot.slack.words.terms import command, name


@event.register
def _(happened: e.ReviewReminded) -> Note:
    review = happened.round
    roles = names(happened.roles, "or")
    said: Line = (
        *of_round(review),
        f" has waited for your verdict as {roles} since ",
        When(review.requested_at),
        ".",
    )
    if happened.by is not None:
        lead = f"{name(happened.by.display)} reminds you: "
        said = (lead, *of_round(review), f" waits for your verdict as {roles}.")
    return Note(
        said,
        then=(
            (
                command("approve", review.phase),
                ", or ",
                command("gaps", review.phase, "<what is missing>"),
                ".",
            ),
        ),
    )


@event.register
def _(happened: e.ReminderNotSent) -> Note:
    review = happened.round
    return Note(
        (
            f"I can't remind {name(happened.person)} of ",
            *of_round(review),
            f", which waits for a verdict as {names(happened.roles, 'or')}. ",
            shown(happened.why, 300),
        ),
        then=(
            (
                f"Tell {name(happened.person)} yourself; or name somebody else for the role under ",
                Code("roles"),
                " in ",
                Code(".gatebot.yml"),
                ", and ask again: ",
                command("ready", review.phase),
                ".",
            ),
        ),
    )


def reminded(given: a.Reminded) -> Note:
    """Return who is reminded of a round now, who later, and who can't be."""
    then: list[Line] = [
        (f"Out of working hours where {name(person)} is: the reminder comes ", When(at), ".")
        for person, at in given.later
    ]
    if given.left:
        left = names(given.left)
        then += [
            (
                f"Not {left}, whose Slack account is switched off. Name somebody else under ",
                Code("roles"),
                " in ",
                Code(".gatebot.yml"),
                ".",
            )
        ]
    said = [*given.names, *(person for person, _ in given.later)]
    if not said:
        return Note(("Nobody can be reminded of ", *of_round(given.round), "."), then=tuple(then))
    return Note(
        (f"{names(said)} will be reminded of ", *of_round(given.round), "."), then=tuple(then)
    )
