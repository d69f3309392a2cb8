"""Pictures that are files of the workspace: whether they can be shown, and how large they are."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.sandbox.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.files import FileStore

Json = dict[str, Any]


def file_problems(blocks: list[Json], files: FileStore) -> list[Problem]:
    """Return a problem for each picture whose file can't be shown, or not yet."""
    return [
        Problem(f"{at}/slack_file", "invalid slack file")
        for picture, at in _pictures(blocks, "/blocks")
        if files.shown_by(picture) is None or not files.ready()
    ]


def with_sizes(blocks: list[Json], files: FileStore) -> list[Json]:
    """Return blocks as Slack gives them back: each picture knows its size in pixels."""
    copied = deepcopy(blocks)
    for picture, _ in _pictures(copied, ""):
        file = files.shown_by(picture)
        if file is not None and file.size is not None:
            width, height = file.size
            picture["slack_file"]["id"] = file.id
            picture["image_width"], picture["image_height"] = width, height
            picture["image_bytes"] = len(file.data)
    return copied


def _pictures(node: Any, at: str) -> Iterator[tuple[Json, str]]:
    """Yield every block or element that names a file, with its JSON pointer."""
    if isinstance(node, dict):
        if node.get("type") == "image" and "slack_file" in node:
            yield node, at
        for key, value in node.items():
            yield from _pictures(value, f"{at}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _pictures(value, f"{at}/{place}")
