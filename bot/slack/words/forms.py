"""The words of the forms: titles, labels, hints, and what is said of a field."""

from typing import Final

from bot.readiness.round import Round
from bot.slack.prose import Line, Link, Strong, short, shown
from bot.slack.words.events import of_round

CLOSE: Final = "Close"
APPROVE: Final = "Approve"
LIST_GAPS: Final = "List gaps"
EVIDENCE: Final = "Evidence"
WITHDRAW: Final = "Withdraw"
KEEP: Final = "Keep it"
ADDRESS: Final = "Address"
TRY_AGAIN: Final = "Try again"
ADD_ROW: Final = "Add another gap"
LOADING: Final = "One moment …"

ADD_EVIDENCE: Final = "Add evidence"
REMOVE_EVIDENCE: Final = "Remove an item"
ADD: Final = "Add"
REMOVE: Final = "Remove"
INFER: Final = "Tell by the reference"
KIND: Final = "Kind"
REFERENCE: Final = "Reference"
REFERENCE_HINT: Final = (
    "A path, a pattern, a commit, api/openapi.yaml#POST /v1/items, or tests/x.py::test_y and its "
    "CI link."
)
EVIDENCE_NOTE: Final = "Note (optional)"
ITEM: Final = "Which item"
NO_REFERENCE: Final = "Name a file, a commit or a test."
NO_ITEM: Final = "Choose an item, or close this form."

ROLE: Final = "As which role"
NOTE: Final = "Note"
NOTE_HINT: Final = "Shown on the card and kept with the sign-off."
ABOUT: Final = "What it is about"
MISSING: Final = "What is missing"
MISSING_HINT: Final = "One specific thing the owner can act on."
AGAIN: Final = "List again"
AGAIN_HINT: Final = "Tick what was listed before and is still missing."
DONE: Final = "What was done"
DONE_HINT: Final = "Say where to look. The reviewer accepts it by approving the next round."
FREE: Final = "Something else"
GROUP_EVIDENCE: Final = "Evidence"
GROUP_DELIVERABLES: Final = "Deliverables"
GROUP_FREE: Final = "Other"
NOTHING_LISTED: Final = "Write at least one gap, or close this form."
ROW_WITHOUT_TEXT: Final = "Say what is missing, or set the menu back to “Something else”."
EMPTY_NOTE: Final = "Say what was done and where to look."


def approval_title(phase: str) -> str:
    """Return the Approve form's title."""
    return f"Approve {phase}"


def approving(review: Round) -> Line:
    """Return what an approval is for."""
    return (
        "You approve ",
        *of_round(review),
        " as it is at commit ",
        short(review.commit),
        ". If its evidence changes before the sign-off lands, your approval is void.",
    )


def listing(review: Round) -> Line:
    """Return what listing gaps does."""
    return (
        "Gaps on ",
        *of_round(review),
        ". With gaps this round can't be approved; the owner addresses them and asks again.",
    )


def withdrawing(review: Round) -> Line:
    """Return what withdrawing does."""
    return (
        "You take back the request for ",
        *of_round(review),
        ". No verdict is needed any more. The round stays in the history, and you can ask anew.",
    )


def adding(phase: str) -> Line:
    """Return what adding evidence does."""
    return (
        "It is checked at once, and a row lands in the tracker. If ",
        Strong(shown(phase, 60)),
        " is under review, its approvals become void: they were given for other evidence.",
    )


def removing(phase: str) -> Line:
    """Return what removing evidence does."""
    return (
        "Its row is taken out of the tracker; the file itself stays. If ",
        Strong(shown(phase, 60)),
        " is under review, its approvals become void: they were given for other evidence.",
    )


CHANGES_VOID: Final[Line] = (
    "A change of the evidence is a commit to the tracker. While a review is open it voids its ",
    "approvals.",
)


def audited(review: Round, commit_url: str | None) -> Line:
    """Return of which commit an evidence list is."""
    commit = Link(short(review.commit).text, commit_url)
    return ("Evidence of ", *of_round(review), " as it was checked at commit ", commit, ".")


def left_out(count: int) -> Line:
    """Return what is said of items too long or too many for a menu."""
    return (
        f"{count} more {'is' if count == 1 else 'are'} not in the menu: choose “{FREE}” and ",
        "name it in the text.",
    )


def heading(text: str) -> Line:
    """Return a heading inside a form."""
    return (Strong(shown(text, 80)),)
