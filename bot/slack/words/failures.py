"""What is said when something else than the user is at fault, and what mends Slack's refusals."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.slack.prose import Code, Note, shown


def unavailable() -> Note:
    """Return what is said when something we need does not answer at the moment."""
    return Note(
        ("I could not do that just now: something I need does not answer. Nothing was changed.",),
        then=(("Try again in a minute.",),),
    )


def known_fault(why: str, mend: str, correlation_id: str) -> Note:
    """Return what is said of a fault that has a sentence and a mend; the id finds it in the log."""
    return Note(
        (f"{shown(why, 300)} Nothing was done.",),
        then=(
            *(((shown(mend, 300),),) if mend else ()),
            ("Whoever runs gatebot finds it in the log by ", Code(shown(correlation_id, 60)), "."),
        ),
    )


def fault(correlation_id: str) -> Note:
    """Return what is said when the fault is ours; the id finds it in the log."""
    return Note(
        ("Something went wrong on my side, and it is not your doing.",),
        then=(
            (
                "Trying again may not help. Tell whoever runs gatebot this id: ",
                Code(shown(correlation_id, 60) or "none"),
                ".",
            ),
        ),
    )


_TOKEN: Final = "Set SLACK_BOT_TOKEN to the app's current bot token and start gatebot again."  # noqa: S105 - words, not a token
_INVITE: Final = "Invite the app there: /invite @gatebot. Or correct `channels` in gatebot.toml."
_PERSON: Final = "Correct this person's Slack user id under `people` in .gatebot.yml."

# Slack's error → what it means, what mends it. `{where}` is the channel or person.
SLACK_MENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "channel_not_found": ("Slack does not show me the channel {where}.", _INVITE),
        "not_in_channel": ("I am not a member of {where}.", _INVITE),
        "restricted_action": ("Posting in {where} is restricted.", "Let the app post there."),
        "is_archived": (
            "The channel {where} is archived.",
            "Unarchive it, or name another under `channels` in gatebot.toml.",
        ),
        "invalid_auth": ("Slack does not accept my token.", _TOKEN),
        "not_authed": ("Slack was sent no token.", _TOKEN),
        "token_revoked": ("My token was revoked.", _TOKEN),
        "token_expired": ("My token has expired.", _TOKEN),
        "account_inactive": ("My account in this workspace is switched off.", _TOKEN),
        "missing_scope": (
            "The app lacks a permission{needed}.",
            "Install it again with manifest.yml of this version.",
        ),
        "user_not_found": ("Slack knows no person {where}.", _PERSON),
        "users_not_found": ("Slack knows no person {where}.", _PERSON),
        "user_disabled": ("The account {where} is switched off.", _PERSON),
        "cannot_dm_bot": ("{where} is an app, and apps can't write to each other.", _PERSON),
        "message_not_found": (
            "The card is no longer in {where}.",
            (
                "Somebody deleted it. Verdicts still work by /gate approve and /gate gaps; a new "
                "round posts a new card."
            ),
        ),
        "cant_update_message": (
            "The card in {where} was posted by another app.",
            "Ask for sign-off again with this app, which posts a new card.",
        ),
        "no_such_subteam": (
            "Slack knows no user group {where}.",
            "Correct the group's id under `roles` in .gatebot.yml.",
        ),
        "subteam_not_found": (
            "Slack knows no user group {where}.",
            "Correct the group's id under `roles` in .gatebot.yml.",
        ),
        "paid_teams_only": (
            "This workspace has no user groups, so {where} can't be read.",
            "Name people instead of a group under `roles` in .gatebot.yml.",
        ),
    }
)


def slack_refusal(error: str, where: str, needed: str) -> tuple[str, str]:
    """Return why Slack refused and what mends it, from its error code. `needed`: a scope or ""."""
    why, mend = SLACK_MENDS.get(
        error,
        (
            f"Slack refused with “{shown(error, 80)}” for {{where}}.",
            "Tell whoever runs gatebot; the log has the details.",
        ),
    )
    scope = f" ({shown(needed, 80)})" if needed else ""
    return why.replace("{where}", where).replace("{needed}", scope), mend


def misfit(what: str) -> tuple[str, str]:
    """Return why a message of ours can't be sent, and the mend."""
    return (
        f"A message does not fit Slack's limits ({shown(what, 200)}).",
        "This is a fault in gatebot: report it with this sentence.",
    )
