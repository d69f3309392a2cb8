"""files.*: uploads in three steps. What is uploaded belongs to no channel; a block shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.web_api.call import Call

_MOST = 10


def get_upload_url(call: Call) -> Json:
    """Name an address to send a file's bytes to."""
    call.require_scope("files:write")
    name, length = call.args.need("filename"), call.args.need("length")
    if not length.isdecimal():
        raise SlackError("invalid_arguments", ["[ERROR] not a number: length"])
    file = call.workspace.files.ask(name, int(length), call.args.text("alt_txt"))
    return {"upload_url": f"{call.base_url}upload/{file.ticket}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Complete uploads. Sharing them in a channel at once is nothing this workspace does."""
    call.require_scope("files:write")
    call.args.need("files")
    asked = call.args.decoded("files", "invalid_arguments")
    if not isinstance(asked, list) or not 0 < len(asked) <= _MOST:
        raise SlackError("invalid_arguments", ["[ERROR] must provide a list of files [files]"])
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in asked):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: id [files]"])
    if call.args.has("channel_id") or call.args.has("channels"):
        raise SlackError("invalid_arguments", ["[ERROR] the sandbox shares no file by itself"])
    files = call.workspace.files
    done = [files.finish(one["id"], str(one.get("title") or "")) for one in asked]
    return {"files": [{"id": file.id, "title": file.title} for file in done]}
