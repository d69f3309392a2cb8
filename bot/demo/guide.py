"""The first minute on the page, as data: from a request that comes too early to the commit."""

from typing import Final

from bot.demo.mending import LINKED
from bot.demo.pane import MEND
from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.team import COMMAND, PROJECT_CHANNEL
from bot.sandbox.guide import Guide, GuideStep, Sign

_HERE: Final = PROJECT_CHANNEL.id

GUIDE: Final = Guide(
    "Your first sign-off",
    (
        GuideStep(
            "Look at P4",
            "You are Ines, and phase P4 is yours. Ask where it stands.",
            Sign(("P4", "ERD and Persistence Model", "In Progress"), only_for=INES.slack),
            people=(INES.slack,),
            channel=_HERE,
            types=f"{COMMAND} status P4",
        ),
        GuideStep(
            "Ask too early",
            "Ask for its sign-off. All that is in the way is listed at once, each with its mend.",
            Sign(("P4 can't go to review",), only_for=INES.slack),
            people=(INES.slack,),
            channel=_HERE,
            types=f"{COMMAND} ready P4",
        ),
        GuideStep(
            "Mend it",
            "The mends are commits by people. Let the team make them, and watch the log.",
            Sign((LINKED,), in_pane=True),
            uses=MEND.label,
        ),
        GuideStep(
            "Ask in time",
            "Ask again. The tracker says Ready for Signoff, and the reviewers get a card.",
            Sign(("P4 · ERD and Persistence Model", "Reviewers")),
            people=(INES.slack,),
            channel=_HERE,
            types=f"{COMMAND} ready P4",
        ),
        GuideStep(
            "Approve as a reviewer",
            "Become Anouk, who reviews the architecture, and press Approve on the card.",
            Sign(("Anouk Visser approved",)),
            people=(ANOUK.slack,),
            channel=_HERE,
            uses="Approve",
        ),
        GuideStep(
            "See it land",
            "Ravi and Kwame are left. With the third approval the sign-off is committed.",
            Sign(("P4: signed off",), in_pane=True),
            people=(RAVI.slack, KWAME.slack),
            channel=_HERE,
            uses="Approve",
        ),
    ),
    "P4 is signed off: who approved, as what and when is in the tracker and in a record beside it. "
    f"Go on with {COMMAND} ops, {COMMAND} progress and {COMMAND} release; or set a {COMMAND} "
    "digest, and set the clock at the top forward to the morning it comes.",
)
