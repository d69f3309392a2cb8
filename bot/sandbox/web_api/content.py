"""What a message or a view is made of, read from a call and refused where Slack refuses it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import SlackError
from bot.sandbox.validation.pictures import file_problems, with_sizes
from bot.sandbox.validation.surfaces import (
    message_problems,
    metadata_problems,
    too_many_characters,
    view_problems,
    view_too_large,
)

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.files import FileStore
    from bot.sandbox.validation.problems import Problem
    from bot.sandbox.web_api.arguments import Arguments

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000


@dataclass(frozen=True)
class Content:
    """A message's content as it was sent."""

    text: str
    blocks: list[Json]
    attachments: list[Json] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


def read_content(args: Arguments, files: FileStore, longest: int = LONGEST_POST) -> Content:
    """Read and check a message; raises Slack's error for the first thing that is wrong."""
    content = Content(
        text=args.text("text"),
        blocks=_objects(args, "blocks", "invalid_blocks_format"),
        attachments=_objects(args, "attachments", "invalid_attachments"),
        metadata=args.decoded("metadata", "invalid_metadata_format") or {},
    )
    if not content.text.strip() and not content.blocks and not content.attachments:
        raise SlackError("no_text")
    if len(content.text) > longest:
        raise SlackError("msg_too_long")
    _refuse("invalid_blocks", message_problems(content.blocks))
    _refuse("invalid_blocks", file_problems(content.blocks, files))
    if too_many_characters(content.blocks):
        raise SlackError("msg_blocks_too_long")
    _refuse("invalid_metadata_schema", metadata_problems(content.metadata))
    return replace(content, blocks=with_sizes(content.blocks, files))


def read_view(raw: Any, kind: str, files: FileStore) -> Json:
    """Check a view of `kind` ("modal" or "home"); raises `invalid_arguments`, `view_too_large`."""
    if not isinstance(raw, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    if view_too_large(raw):
        raise SlackError("view_too_large")
    _refuse("invalid_arguments", view_problems(raw, kind))
    _refuse("invalid_arguments", file_problems(raw["blocks"], files))
    return {**raw, "blocks": with_sizes(raw["blocks"], files)}


def _objects(args: Arguments, name: str, problem: str) -> list[Json]:
    value = args.decoded(name, problem)
    if value is None:
        return []
    if not isinstance(value, list):
        raise SlackError(problem)
    return value


def _refuse(code: str, problems: list[Problem]) -> None:
    if not problems:
        return
    if code == "invalid_blocks":
        short = [f"{one.sentence} [json-pointer:{one.pointer}]" for one in problems]
        raise SlackError(code, [str(one) for one in problems], errors=short)
    raise SlackError(code, [str(one) for one in problems])
