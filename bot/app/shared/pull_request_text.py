"""The words of pull requests: who asks for what, by which evidence, and how to take it back."""

from bot.ports.pull_requests import PullText
from bot.readiness.days import iso_day
from bot.readiness.round import Round
from bot.readiness.work import Held, OpsItem
from bot.repository.harmless import harmless, harmless_title
from bot.repository.projects import Project

CARRIED = PullText(
    "The tracker has changed since: gatebot asks for the same sign-off in a new pull request, "
    "made on the newest commit."
)


STANDING_GONE = PullText("Somebody removed the branch of this request: what it held is taken back.")


def title(review: Round) -> PullText:
    """Return a pull request's title, which is what a squash keeps."""
    return PullText(harmless_title(f"{review.phase}: signed off (round {review.number})"))


def body(review: Round, project: Project, record: str) -> PullText:
    """Return a pull request's description, in Markdown."""
    approvals = "\n".join(f"- {_plain(d.role)}: {_plain(d.reviewer.display)}"
                          for d in review.approvals())  # fmt: skip
    url = project.host.commit_url(review.commit)
    at = f"[{review.commit[:12]}]({url})" if url else review.commit[:12]
    return PullText(
        f"The sign-off of **{_plain(review.phase)}**, {_plain(review.title)}, "
        f"round {review.number}.\n\n"
        f"Asked for by {_plain(review.requester.display)}; approved by\n\n{approvals}\n\n"
        f"on the evidence at {at}. The record is `{record}`.\n\n"
        "Nothing is signed off before this is merged. If what was approved changes until then, "
        "gatebot closes this request. Closing it by hand voids the approvals.\n\n"
        f"Correlation id: {review.id}\n"
    )


def voided(phase: str) -> PullText:
    """Return why a pull request is closed whose approvals are void."""
    return PullText(
        f"What was approved for {_plain(phase)} has changed: the approvals are void. "
        "The thread of its card in Slack says what changed."
    )


def standing_title(held: Held) -> PullText:
    """Return the title of the request of what belongs to no phase: more may come into it."""
    return PullText("Ops track: changes made in Slack" if held.items else "Ledger: landed commits")


def standing_body(held: Held) -> PullText:
    """Return its description, in Markdown: what it holds as it is opened."""
    named = [f"- {_as_it_will_be(item)}" for item in held.items[:_NAMED]]
    named += [f"- … and {len(held.items) - _NAMED} more"] if len(held.items) > _NAMED else []
    named += [f"- {_count(held.entries)} of the ledger"] if held.entries else []
    listed = "\n".join(named)
    return PullText(
        "What people changed on the ops track in Slack, and what landed since the ledger's last "
        "entry. It belongs to no phase, so it has a branch and a request of its own.\n\n"
        f"{listed}\n\n"
        "What is changed until this is merged is added as further commits; each names who asked "
        "for it. If the tracker changes beside it, gatebot opens a new request on the newest "
        "commit and closes this one. Closing it by hand takes back what it holds.\n"
    )


def standing_replaced(number: int, url: str) -> PullText:
    """Return why the request of a standing branch is closed whose place another took; 0: none."""
    if not number:
        return PullText("All that this held is in the branch already.")
    sign = "!" if "/merge_requests/" in url else "#"
    return PullText(
        f"{sign}{number} takes its place: it holds the same, made on the newest commit. What "
        "people pushed to this branch, if anything, is left here."
    )


_NAMED = 20


def _as_it_will_be(item: OpsItem) -> str:
    state = "done" if item.done else f"owner {_plain(item.owner)}" if item.owner else "open"
    due = f", due {_plain(item.due)}" if item.due else ""
    asleep = f", asleep until {_plain(item.snoozed_until)}" if iso_day(item.snoozed_until) else ""
    return f"{_plain(item.text)}: {state}{due}{asleep}"


def _count(entries: int) -> str:
    return f"{entries} {'entry' if entries == 1 else 'entries'}"


def _plain(text: str) -> str:
    """Return people's words for the middle of a line: without effect on the host, or markup."""
    words = harmless(text)
    words = words if len(words) <= _LONGEST else words[:_LONGEST].rstrip() + "…"
    return words.translate(_MARKUP)


_LONGEST = 300  # characters of one item; GitHub takes 65,536 in all
_MARKUP = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>#|!&~$"}
