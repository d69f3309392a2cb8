"""The first minute on the page, as data: from a request that comes too early to the commit."""

from typing import Final

from bot.demo.mending import LINKED
from bot.demo.pane import MEND
from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.team import COMMAND, PROJECT_CHANNEL
from bot.sandbox.guide import Detour, Guide, GuideStep, Sign

_HERE: Final = PROJECT_CHANNEL.id
_CARD: Final = ("P4 · ERD and Persistence Model", "Reviewers")
_AWAITED: Final = "awaited: {name}"

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
            Sign(_CARD),
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
            "Be the others who are awaited. With the last approval the sign-off is committed.",
            Sign(("P4: signed off",), in_pane=True),
            people=(ANOUK.slack, RAVI.slack, KWAME.slack),
            channel=_HERE,
            uses="Approve",
            left=_AWAITED,
        ),
    ),
    "P4 is signed off: who approved, as what and when is in the tracker and in a record beside it. "
    f"Go on with {COMMAND} ops, {COMMAND} progress and {COMMAND} release; or set a {COMMAND} "
    "digest, and set the clock at the top forward. README.md brings it into your own Slack.",
    stands=_CARD,
    detours=(
        Detour(
            ("Gaps listed.",),
            GuideStep(
                "Gaps were listed",
                "This round can't be approved. Be Ines: answer each gap in gatebot's message to "
                "you, under Apps, and ask again.",
                Sign(_CARD),
                people=(INES.slack,),
                channel=_HERE,
                types=f"{COMMAND} ready P4",
            ),
        ),
        Detour(
            ("Withdrawn.", "Void."),
            GuideStep(
                "That round is over",
                "It can't be approved any more. An owner asks for a new one.",
                Sign(_CARD),
                people=(INES.slack,),
                channel=_HERE,
                types=f"{COMMAND} ready P4",
            ),
        ),
    ),
)
