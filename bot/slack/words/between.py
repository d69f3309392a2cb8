"""The words for what came between the head that gatebot read and the commit that it made."""

from bot.readiness import events as e
from bot.slack.prose import Code, Line, Link, Note, Part, short, shown
from bot.slack.words.changes import no_longer
from bot.slack.words.events import event, of_round
from bot.slack.words.terms import command, name

_MOST = 20  # files named; the link shows all


@event.register
def _(happened: e.CameBetween) -> Note:
    lost = tuple((Code(shown(path, 160)),) for path in happened.replaced[:_MOST])
    parts = (Part(lost, ("Changed in between, and lost by gatebot's commit:",)),) if lost else ()
    against = no_longer(happened.against) if happened.against else ()
    return Note((*_lead(happened), *_found(happened)), (*parts, *against), _then(happened))


def _lead(happened: e.CameBetween) -> Line:
    review = happened.round
    what: Line = (f"a commit of gatebot's for {name(happened.phase)}",)
    if review is not None:
        what = ("the sign-off of ", *of_round(review))
    return (
        "Somebody committed just before ",
        *what,
        " was written: commit ",
        short(happened.commit),
        " is on ",
        Link(short(happened.onto).text, happened.diff_url or None),
    )


def _found(happened: e.CameBetween) -> Line:
    if happened.unread:
        return (f", and that can't be audited: {shown(happened.unread, 300)}",)
    if happened.against is not None:
        return (", where what was approved is not the same any more.",)
    lost = " A change of a file is lost by it." if happened.replaced else ""
    if happened.round is None:
        return (f".{lost}",)
    return (f". What was approved is the same there: the sign-off stands.{lost}",)


def _then(happened: e.CameBetween) -> tuple[Line, ...]:
    steps: list[Line] = []
    if happened.replaced:
        steps.append(("Make that change again, on top of the branch as it is.",))
    if happened.unread or happened.against is not None:
        again = command("ready", happened.phase)
        steps.append(("Look at it. To affirm the sign-off: ", again, "."))
    return tuple(steps)
