"""The words of pull requests: who asks for what, by which evidence, and how to take it back."""

from bot.projects import Project
from bot.readiness.round import Round
from bot.trailers import one_line

CARRIED = (
    "The tracker has changed since: gatebot asks for the same sign-off in a new pull request, "
    "made on the newest commit."
)


def title(review: Round) -> str:
    """Return a pull request's title, which is what a squash keeps."""
    return f"{one_line(review.phase)}: signed off (round {review.number})"


def body(review: Round, project: Project, record: str) -> str:
    """Return a pull request's description, in Markdown."""
    approvals = "\n".join(f"- {_plain(d.role)}: {_plain(d.reviewer.display)}"
                          for d in review.approvals())  # fmt: skip
    url = project.host.commit_url(review.commit)
    at = f"[{review.commit[:12]}]({url})" if url else review.commit[:12]
    return (
        f"The sign-off of **{_plain(review.phase)}**, {_plain(review.title)}, "
        f"round {review.number}.\n\n"
        f"{_plain(review.requester.display)} asked for it; approved by\n\n{approvals}\n\n"
        f"on the evidence at {at}. The record is `{record}`.\n\n"
        "Nothing is signed off before this is merged. If what was approved changes until then, "
        "gatebot closes this request. Closing it by hand voids the approvals.\n\n"
        f"Correlation id: {review.id}\n"
    )


def voided(phase: str) -> str:
    """Return why a pull request is closed whose approvals are void."""
    return (
        f"What was approved for {_plain(phase)} has changed: the approvals are void. "
        "The thread of its card in Slack says what changed."
    )


def _plain(text: str) -> str:
    """Return a name as one line that mentions nobody and begins no markup."""
    return one_line(text).translate(_MARKUP)


_MARKUP = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>#|!"} | {ord("@"): "@\u200b"}
