"""Text objects, options, confirmations: the parts that elements and blocks share."""

from __future__ import annotations

from bot.sandbox.validation.problems import (
    Check,
    boolean,
    by_type,
    every,
    fields,
    items,
    one_of,
    rule,
    string,
)

LONGEST_URL = 3000
LONGEST_ID = 255

an_id = string(LONGEST_ID)
style = one_of("primary", "danger")


def url(most: int = LONGEST_URL) -> Check:
    """Check for an absolute link."""
    absolute = rule(lambda value: "://" in value or value.startswith("mailto:"), "invalid url")
    return every(string(most), absolute)


def plain_text(most: int, least: int = 1) -> Check:
    """Check for a `plain_text` object of at most `most` characters."""
    whole = fields({"type": one_of("plain_text"), "text": string(most, least)}, {"emoji": boolean})
    return by_type({"plain_text": whole})


def mrkdwn(most: int) -> Check:
    """Check for a `mrkdwn` object of at most `most` characters."""
    whole = fields({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})
    return by_type({"mrkdwn": whole})


def text(most: int) -> Check:
    """Check for a text object of either kind."""
    return by_type({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


confirmation = fields(
    {"text": text(300)},
    {"title": plain_text(100), "confirm": plain_text(30), "deny": plain_text(30), "style": style},
)


slack_file = every(
    fields({}, {"id": an_id, "url": url()}),
    rule(lambda v: len(v) == 1, "give either `id` or `url`"),
)


def option(*, rich: bool = False, link: bool = False) -> Check:
    """Check for an option; `rich` ones take mrkdwn, those of an overflow menu take a `link`."""
    words = text(75) if rich else plain_text(75)
    extra: dict[str, Check] = {"description": text(75) if rich else plain_text(75)}
    if link:
        extra["url"] = url()
    return fields({"text": words, "value": string(150)}, extra)


def options(most: int, *, rich: bool = False, link: bool = False) -> Check:
    """Check for a list of options whose values are all different."""
    each = option(rich=rich, link=link)
    unlike = rule(lambda v: len({one["value"] for one in v}) == len(v), "option values must differ")
    return every(items(each, most), unlike)


option_group = fields({"label": plain_text(75), "options": options(100)})
