"""The words of a sign-off that waits for its pull request."""

from bot.readiness import events as e
from bot.readiness.branch import PhaseBranch
from bot.slack.prose import Line, Note, Strong
from bot.slack.words.events import event, of_round
from bot.slack.words.terms import command, name, request


def waiting(merge: PhaseBranch) -> Line:
    """Return the banner of a sign-off that is on its branch, and not in the tracker yet."""
    how = " The host merges it when its rules allow." if merge.auto_merge else ""
    if merge.auto_merge is False:
        how = " Somebody has to merge it."
    return (
        Strong("◕ Approved, waiting for merge. "),
        "The sign-off is in ",
        request(merge.number, merge.url),
        f".{how} Closing it voids the approvals.",
    )


@event.register
def _(happened: e.MergeAsked) -> Note:
    how = "The host merges it as soon as its rules allow."
    if not happened.auto_merge:
        how = "Merge it on the host: it is not merged by itself."
    return Note(
        (
            *of_round(happened.round),
            " waits for merge: the sign-off is in ",
            request(happened.number, happened.url),
            f". {how}",
        )
    )


@event.register
def _(happened: e.NotMerged) -> Note:
    review = happened.round
    lead: Line = ("its branch was taken away before its pull request was open",)
    if happened.number:
        how = "was merged without the record" if happened.without_record else "was closed unmerged"
        lead = (request(happened.number, happened.url), f" {how}")
    return Note(
        (
            "The approvals of ",
            *of_round(review),
            " are void and nothing is signed off: ",
            *lead,
            ".",
        ),
        then=(
            (
                f"The evidence rows of {name(review.phase)} are kept. If the sign-off is still ",
                "wanted, an owner asks again: ",
                command("ready", review.phase),
                ".",
            ),
        ),
    )
