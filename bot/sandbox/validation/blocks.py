"""Every kind of block, and on which surface it may stand."""

from __future__ import annotations

from typing import Any

from bot.sandbox.validation.elements import (
    IN_CONTEXT,
    IN_SECTION,
    button,
    feedback_buttons,
    icon_button,
    image,
)
from bot.sandbox.validation.inputs import IN_ACTIONS, IN_INPUT
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
from bot.sandbox.validation.rich_text import rich_text
from bot.sandbox.validation.tables import data_table, table
from bot.sandbox.validation.texts import an_id, mrkdwn, plain_text, slack_file, text, url


def _block(
    kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None
) -> Check:
    return fields({"type": one_of(kind), **required}, {"block_id": an_id, **(optional or {})})


section = every(
    _block(
        "section",
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": by_type(IN_SECTION),
            "expand": boolean,
        },
    ),
    rule(lambda v: "text" in v or "fields" in v, "must define either `text` or `fields`"),
)
_input = _block(
    "input",
    {"label": plain_text(2000), "element": by_type(IN_INPUT)},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
)
image_block = every(
    _block(
        "image",
        {"alt_text": string(2000)},
        {
            "title": plain_text(2000),
            "image_url": url(),
            "slack_file": slack_file,
        },
    ),
    rule(lambda v: ("image_url" in v) != ("slack_file" in v), "give image_url or slack_file"),
)
video = _block(
    "video",
    {
        "alt_text": string(2000),
        "title": plain_text(199),
        "thumbnail_url": url(),
        "video_url": url(),
    },
    {
        "author_name": string(49),
        "description": plain_text(199),
        "provider_icon_url": url(),
        "provider_name": string(255),
        "title_url": url(),
    },
)
SIMPLE: dict[str, Check] = {
    "actions": _block("actions", {"elements": items(by_type(IN_ACTIONS), 25)}),
    "context": _block("context", {"elements": items(by_type(IN_CONTEXT), 10)}),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain_text(150)}),
    "image": image_block,
    "input": _input,
    "rich_text": rich_text,
    "section": section,
    "video": video,
}
_CARD_FACES = ("hero_image", "title", "actions", "body")


def _has_face(card: dict[str, Any]) -> bool:
    return any(face in card for face in _CARD_FACES)


card = every(
    _block(
        "card",
        {},
        {
            "title": mrkdwn(150),
            "subtitle": mrkdwn(150),
            "body": mrkdwn(200),
            "icon": image,
            "hero_image": image,
            "actions": items(by_type({"button": button}), 3),
        },
    ),
    rule(_has_face, "must define one of `hero_image`, `title`, `actions` or `body`"),
)
container = every(
    _block(
        "container",
        {"child_blocks": items(by_type({**SIMPLE, "table": table}), 10)},
        {
            "title": plain_text(150),
            "rich_text_title": rich_text,
            "subtitle": text(150),
            "icon": image,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
    )
)
_source = fields({"type": one_of("url"), "text": string(3000), "url": url()})
task_card = _block(
    "task_card",
    {
        "task_id": an_id,
        "title": string(3000),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": rich_text, "output": rich_text, "sources": items(_source, 100, 0)},
)
alert = _block(
    "alert",
    {"text": text(200)},
    {"level": one_of("default", "info", "warning", "error", "success")},
)
_context_actions = {"feedback_buttons": feedback_buttons, "icon_button": icon_button}

ON_MESSAGE: dict[str, Check] = {
    **SIMPLE,
    "card": card,
    "carousel": _block("carousel", {"elements": items(by_type({"card": card}), 10)}),
    "container": container,
    "context_actions": _block("context_actions", {"elements": items(by_type(_context_actions), 5)}),
    "data_table": data_table,
    "markdown": _block("markdown", {"text": string(12_000)}),
    "plan": _block("plan", {"title": string(3000)}, {"tasks": items(task_card, 100, 0)}),
    "table": table,
    "task_card": task_card,
}
ON_HOME: dict[str, Check] = SIMPLE
ON_MODAL: dict[str, Check] = {**SIMPLE, "alert": alert}
