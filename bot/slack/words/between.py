"""The words for what came between the head that gatebot read and the commit that it made."""

from bot.readiness import events as e
from bot.slack.prose import Code, Line, Link, Note, Part, Strong, short, shown
from bot.slack.words.events import change_line, event
from bot.slack.words.terms import command, finding_line, name

_MOST = 20  # files named; the link shows all


@event.register
def _(happened: e.CameBetween) -> Note:
    found = happened.found
    parts = [
        Part(
            tuple((Code(shown(path, 160)),) for path in happened.replaced[:_MOST]),
            ("Changed in between, and lost by gatebot's commit:",),
        ),
        Part(
            tuple(change_line(change) for change in (found.changes if found else ())),
            ("No longer what was approved:",),
        ),
        Part(
            tuple(finding_line(f) for f in (found.failing if found else ())),
            ("No longer passes:",),
        ),
    ]
    return Note(_lead(happened), tuple(p for p in parts if p.items), _then(happened))


def _lead(happened: e.CameBetween) -> Line:
    kept = "Looked at since: what was approved is as it was."
    if happened.replaced:
        kept = "A change that was made in between is lost by it."
    if happened.found is not None:
        kept = "The sign-off stands on something else than was approved."
    return (
        Strong(name(happened.phase)),
        ": others' commits came between what gatebot had read and its commit ",
        short(happened.commit),
        ", which is on top of ",
        Link(short(happened.onto).text, happened.diff_url),
        f". {kept}",
    )


def _then(happened: e.CameBetween) -> tuple[Line, ...]:
    steps: list[Line] = []
    if happened.replaced:
        steps.append(("Make that change again, on top of the branch as it is.",))
    if happened.found is not None:
        again = command("ready", happened.phase)
        steps.append(("Look at what changed. An owner has it reviewed anew: ", again, "."))
    return tuple(steps) or (("Nothing is to do.",),)
