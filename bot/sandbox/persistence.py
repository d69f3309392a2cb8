"""Keeping a workspace between runs: one JSON file in a folder, replaced atomically, and its files.

Open modals, trigger ids and response URLs are not kept: Slack's own outlive no client either.
"""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.changes import ChangeLog
from bot.sandbox.files import File, FileStore
from bot.sandbox.messages import Message, MessageStore, Timestamps
from bot.sandbox.views import View, ViewStore
from bot.sandbox.workspace import Channel

if TYPE_CHECKING:
    from pathlib import Path

    from bot.sandbox.workspace import Workspace

FILE = "workspace.json"
FILES = "files"  # a folder beside it, with the bytes of each under its id
VERSION = 1
SAVE_EVERY = 1.0  # seconds


def save(workspace: Workspace, folder: Path) -> None:
    """Write the workspace's state into `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_files(workspace, folder / FILES)
    fresh = folder / f"{FILE}.new"
    fresh.write_text(json.dumps(_snapshot(workspace)), encoding="utf-8")
    os.replace(fresh, folder / FILE)  # noqa: PTH105 - the atomic one, by its own name


def _save_files(workspace: Workspace, folder: Path) -> None:
    """Write the files that are not there yet: they never change."""
    for file in workspace.files.everything():
        path = folder / file.id
        if not path.exists():
            folder.mkdir(exist_ok=True)
            path.write_bytes(file.data)


def load(workspace: Workspace, folder: Path) -> bool:
    """Put the state kept in `folder` into a fresh workspace; False where there is none.

    Raises `ValueError` for a file of another version.
    """
    path = folder / FILE
    if not path.exists():
        return False
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept.get("version") != VERSION:
        raise ValueError(f"{path} is of version {kept.get('version')}, not {VERSION}")
    _restore(workspace, kept, folder)
    return True


async def keep_until(stopping: asyncio.Event, workspace: Workspace, folder: Path) -> None:
    """Save after every change, at most once in `SAVE_EVERY`, and a last time at the end."""
    saved = -1
    while not stopping.is_set():
        if workspace.changes.last != saved:
            saved = workspace.changes.last
            save(workspace, folder)
        try:
            async with asyncio.timeout(SAVE_EVERY):
                await stopping.wait()
        except TimeoutError:
            continue
    save(workspace, folder)


def _snapshot(workspace: Workspace) -> dict[str, Any]:
    channels = [
        {**asdict(channel), "members": sorted(channel.members)}
        for channel in workspace.channels.values()
    ]
    return {
        "version": VERSION,
        "seq": workspace.changes.last,
        "ahead": workspace.clock.ahead.total_seconds(),
        "channels": channels,
        "files": [
            {"id": f.id, "name": f.name, "length": f.length, "alt": f.alt, "title": f.title}
            for f in workspace.files.everything()
        ],
        "messages": [asdict(message) for message in workspace.messages.everything()],
        "homes": [asdict(home) for home in workspace.views.homes.values()],
    }


def _file(raw: dict[str, Any], folder: Path) -> File:
    """Return a file with its bytes; none where they are gone, and then it is no picture."""
    path = folder / FILES / raw["id"]
    return File(**raw, data=path.read_bytes() if path.exists() else b"")


def _restore(workspace: Workspace, kept: dict[str, Any], folder: Path) -> None:
    workspace.clock.ahead = timedelta(seconds=kept.get("ahead", 0.0))
    channels = [Channel(**{**raw, "members": set(raw["members"])}) for raw in kept["channels"]]
    workspace.channels |= {channel.id: channel for channel in channels}
    ready = workspace.files.ready
    workspace.files = FileStore(_file(raw, folder) for raw in kept.get("files", []))
    workspace.files.ready = ready
    messages = [Message(**raw) for raw in kept["messages"]]
    workspace.messages = MessageStore(messages)
    newest = max((ts for m in messages for ts in (m.ts, m.edited_ts or m.ts)), default="0.0")
    workspace.timestamps = Timestamps(workspace.clock, after=newest)
    workspace.views = ViewStore(View(**raw) for raw in kept["homes"])
    workspace.changes = ChangeLog(start=kept["seq"])
