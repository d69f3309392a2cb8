"""Files: uploaded in three steps as Slack has them, shown by blocks, served to the page alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import FormData
from slack_sdk.errors import SlackApiError

from bot.sandbox.persistence import load, save
from bot.sandbox.plain_text import plain_text
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import ANN, APP, GENERAL, a_team

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.controls import Controls
    from bot.sandbox.people import Person
    from bot.sandbox.server import SandboxServer
    from bot.sandbox.team import TeamPlan

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (200).to_bytes(4) + b"\x08\x06\0\0\0rest"
)
ALT = "Three of five are done."


def image(file: str, **more: Any) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": ALT, **more}


async def asked(web: AsyncWebClient, data: bytes = PNG) -> tuple[str, str]:
    """Ask for an upload address; return it with the file's id."""
    answer = await web.files_getUploadURLExternal(filename="a.png", length=len(data), alt_txt=ALT)
    return str(answer["upload_url"]), str(answer["file_id"])


async def uploaded(web: AsyncWebClient, session: aiohttp.ClientSession, data: bytes = PNG) -> str:
    url, file = await asked(web, data)
    async with session.post(url, data=data) as response:
        assert (response.status, await response.text()) == (200, f"OK - {len(data)}")
    done = await web.files_completeUploadExternal(files=[{"id": file, "title": "A"}])
    assert done["files"] == [{"id": file, "title": "A"}]
    return file


async def refused(calling: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await calling
    return dict(caught.value.response.data)


async def test_a_picture_is_uploaded_shown_and_comes_back_with_its_size(
    web: AsyncWebClient, session: aiohttp.ClientSession, ann: Person
) -> None:
    file = await uploaded(web, session)
    await web.chat_postMessage(channel=GENERAL, text="x", blocks=[image(file)])
    (seen,) = await ann.see(GENERAL)
    (block,) = seen.blocks
    assert (block["image_width"], block["image_height"]) == (640, 200)
    assert block["image_bytes"] == len(PNG)
    assert seen.shown == ALT
    history = await web.conversations_history(channel=GENERAL)
    assert history["messages"][0]["blocks"] == [block]


async def test_the_sdks_own_upload_works_too(web: AsyncWebClient) -> None:
    answer = await web.files_upload_v2(filename="b.png", content=PNG, alt_txt=ALT)
    shown = [image(answer["files"][0]["id"])]
    assert (await web.chat_postMessage(channel=GENERAL, text="x", blocks=shown))["ok"]


async def test_bytes_may_come_in_a_form(
    web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url, file = await asked(web)
    form = FormData()
    form.add_field("file", PNG, filename="a.png")
    async with session.post(url, data=form) as response:
        assert response.status == 200
    assert (await web.files_completeUploadExternal(files=[{"id": file}]))["ok"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a.png", "length": 0}, "invalid_arguments"),
        ({"filename": "", "length": 9}, "invalid_arguments"),
        ({"filename": "a.png", "length": 99_000_000}, "file_upload_size_restricted"),
        ({"filename": "a.png", "length": 9, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_what_no_address_is_given_for(
    web: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    assert (await refused(web.files_getUploadURLExternal(**arguments)))["error"] == error


async def test_an_upload_of_another_length_or_to_another_address_is_refused(
    web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url, file = await asked(web)
    for data, where in ((PNG + b"!", url), (PNG, f"{url}x"), (b"", url)):
        async with session.post(where, data=data) as response:
            assert response.status == 400
    answer = await refused(web.files_completeUploadExternal(files=[{"id": file}]))
    assert answer["error"] == "file_update_failed"


async def test_what_cannot_be_completed(web: AsyncWebClient) -> None:
    unknown = await refused(web.files_completeUploadExternal(files=[{"id": "F99"}]))
    assert unknown["error"] == "file_not_found"
    none = await refused(web.files_completeUploadExternal(files=[]))
    assert none["error"] == "invalid_arguments"
    shared = web.files_completeUploadExternal(files=[{"id": "F99"}], channel_id=GENERAL)
    assert (await refused(shared))["error"] == "invalid_arguments"


async def test_an_address_takes_nothing_once_its_file_is_complete(
    web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url, file = await asked(web)
    async with session.post(url, data=PNG):
        await web.files_completeUploadExternal(files=[{"id": file}])
    async with session.post(url, data=PNG) as response:
        assert response.status == 400


async def test_tokens_and_scopes_are_asked_for(
    server: SandboxServer, web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    async with session.post(f"{server.api_url}files.getUploadURLExternal") as response:
        assert (await response.json())["error"] == "not_authed"
    app = replace(APP, scopes=APP.scopes - {"files:write"})
    server.workspace.plan = a_team(app)
    for call in (
        web.files_getUploadURLExternal(filename="a.png", length=9),
        web.files_completeUploadExternal(files=[{"id": "F1"}]),
    ):
        answer = await refused(call)
        assert (answer["error"], answer["needed"]) == ("missing_scope", "files:write")


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "slack_file": {"id": "F99"}, "alt_text": ALT},
        {"type": "image", "slack_file": {"url": "https://files.example/F99"}, "alt_text": ALT},
        {"type": "image", "slack_file": {}, "alt_text": ALT},
        {"type": "image", "alt_text": ALT},
        {"type": "image", "slack_file": {"id": "F99"}},
        {"type": "image", "slack_file": {"id": "F99"}, "alt_text": ""},
        {"type": "image", "slack_file": {"id": "F99"}, "alt_text": "x" * 2001},
        {
            "type": "image",
            "slack_file": {"id": "F9"},
            "image_url": "https://a.b/c",
            "alt_text": ALT,
        },
        {"type": "context", "elements": [image("F99")]},
    ],
)
async def test_a_block_that_shows_no_picture_is_refused(
    web: AsyncWebClient, block: dict[str, Any]
) -> None:
    answer = await refused(web.chat_postMessage(channel=GENERAL, text="x", blocks=[block]))
    assert answer["error"] == "invalid_blocks"


async def test_a_file_that_is_no_picture_or_not_complete_is_not_shown(
    web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    _, pending = await asked(web)
    for file in (pending, await uploaded(web, session, b"just words")):
        answer = await refused(
            web.chat_postMessage(channel=GENERAL, text="x", blocks=[image(file)])
        )
        assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]


async def test_a_file_may_need_a_moment_before_it_can_be_shown(
    web: AsyncWebClient, session: aiohttp.ClientSession, ann: Person, controls: Controls
) -> None:
    file = await uploaded(web, session)
    await controls.fault("slack_file", "fail", times=2)
    post: dict[str, Any] = {"channel": GENERAL, "text": "x", "blocks": [image(file)]}
    for _ in range(2):
        assert (await refused(web.chat_postMessage(**post)))["error"] == "invalid_blocks"
    await web.chat_postMessage(**post)
    assert len(await ann.see(GENERAL)) == 1


async def test_a_home_shows_pictures_as_well(
    web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    home = {"type": "home", "blocks": [image(await uploaded(web, session))]}
    assert (await web.views_publish(user_id=ANN, view=home))["ok"]
    unknown = {"type": "home", "blocks": [image("F99")]}
    assert (await refused(web.views_publish(user_id=ANN, view=unknown)))["error"] == (
        "invalid_arguments"
    )


async def test_only_the_page_is_given_the_bytes(
    server: SandboxServer, web: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url = f"{server.url}files/{await uploaded(web, session)}"
    async with session.get(url, headers={"Sec-Fetch-Site": "same-origin"}) as response:
        assert (response.status, response.content_type) == (200, "image/png")
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == PNG
    for away in ("cross-site", "same-site"):
        async with session.get(url, headers={"Sec-Fetch-Site": away}) as response:
            assert response.status == 403
    for nothing in (f"{server.url}files/F99", f"{server.url}files/..%2fworkspace.json"):
        async with session.get(nothing) as response:
            assert response.status == 404


async def test_pictures_outlive_the_process(
    web: AsyncWebClient,
    session: aiohttp.ClientSession,
    workspace: Workspace,
    team: TeamPlan,
    tmp_path: Path,
) -> None:
    await asked(web)  # never completed, so not kept
    file = await uploaded(web, session)
    await web.chat_postMessage(channel=GENERAL, text="x", blocks=[image(file)])
    save(workspace, tmp_path)
    save(workspace, tmp_path)
    again = Workspace(team)
    assert load(again, tmp_path)
    found = again.files.picture(file)
    assert found is not None
    assert (found.data, found.alt, found.title, found.size) == (PNG, ALT, "A", (640, 200))
    assert again.files.ask("b.png", 9, "").id > file, "no id is given twice"
    (message,) = again.messages.everything()
    assert plain_text(message.blocks) == ALT


async def test_a_workspace_of_before_has_no_files(workspace: Workspace, tmp_path: Path) -> None:
    save(workspace, tmp_path)
    kept = tmp_path / "workspace.json"
    without = {k: v for k, v in json.loads(kept.read_text("utf-8")).items() if k != "files"}
    kept.write_text(json.dumps(without), "utf-8")
    assert load(workspace, tmp_path)
    assert workspace.files.everything() == []
