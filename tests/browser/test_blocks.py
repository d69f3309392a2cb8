"""Every block and field as it is drawn, and what is filled in as the workspace takes it."""

from typing import Any

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.people import INES, JONAS
from tests.browser.conftest import Seats
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = '<img src=x onerror="document.title=1"> & <b>bold</b>'


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[dict[str, Any]]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def line(*pieces: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(pieces)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def bot(stage: Stage) -> AsyncWebClient:
    app = stage.server.workspace.plan.app
    return AsyncWebClient(app.bot_token, base_url=stage.server.api_url, session=stage.session)


BROKEN = (
    "<https://[|x>",
    "<https://a.example:x|x> [x](https://[)",
    "<!date^99999999999999^{date}|then>",
    "<!date^1^{date_num}|> <!date^^|> <!date^1|> <@> <#|> <!subteam^> <|> <>",
    "%E0%A4%A <mailto:%|x>",
)


async def test_no_message_takes_the_page_with_it(stage: Stage, seats: Seats) -> None:
    for broken in BROKEN:
        await bot(stage).chat_postMessage(channel=CHANNEL, text=broken)
        section = {"type": "section", "text": {"type": "mrkdwn", "text": broken}}
        await bot(stage).chat_postMessage(channel=CHANNEL, text="-", blocks=[section])
        await stage.person(JONAS).say(broken, channel=CHANNEL)
    seat = await seats(stage)
    await seat.opens()
    await bot(stage).chat_postMessage(channel=CHANNEL, text="still here")
    await seat.sees("still here")
    assert await seat.page.get_by_text("This message can't be shown.").count() == 0


async def test_blocks_of_a_message(stage: Stage, seats: Seats) -> None:
    deep = {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": 1,
        "elements": [line(text("inner"))],
    }
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain("A heading")},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"*bold* _it_ ~no~ `x<y` <@{INES.slack}> :tada:"},
        },
        {"type": "section", "fields": [plain("left"), plain("right")]},
        {"type": "divider"},
        rich(
            line(text("so", bold=True), {"type": "link", "url": "https://a.example", "text": "A"}),
            {**deep, "indent": 0, "elements": [line(text("outer"))]},
            deep,
            {"type": "rich_text_quote", "elements": [text("quoted")]},
            {"type": "rich_text_preformatted", "elements": [text("as it is")]},
            line({"type": "user", "user_id": JONAS.slack}),
            line({"type": "channel", "channel_id": CHANNEL}),
            line({"type": "date", "timestamp": 1700000000, "format": "{date_num}"}),
        ),
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "a chart"},
        {"type": "context", "elements": [plain("small print")]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": t} for t in ("h", "k")]] * 2},
    ]  # fmt: skip
    await bot(stage).chat_postMessage(channel=CHANNEL, text="t", blocks=blocks)
    seat = await seats(stage)
    await seat.opens()
    shown = await seat.sees("A heading")
    await expect(shown.locator("h3")).to_have_text("A heading")
    await expect(shown.locator(".block-section strong")).to_have_text("bold")
    await expect(shown.locator(".block-section code")).to_have_text("x<y")
    await expect(shown.locator(".mention.of-me")).to_have_text("@Ines Duarte")
    await expect(shown.locator(".block-section").first).to_contain_text("🎉")
    await expect(shown.locator(".fields .field")).to_have_text(["left", "right"])
    await expect(shown.locator("ul ul li")).to_have_text("inner")
    await expect(shown.locator("blockquote")).to_have_text("quoted")
    await expect(shown.locator("pre")).to_have_text("as it is")
    await expect(shown.locator(".rich time")).to_have_text("2023-11-14")
    await expect(shown.locator(".rich .mention")).to_have_text(["@Jonas Berg", "#p4-release"])
    await expect(shown.get_by_role("img", name="a chart")).to_be_visible()
    await expect(shown.locator("td")).to_have_text(["h", "k"])


async def test_text_is_never_markup(stage: Stage, seats: Seats) -> None:
    blocks = [{"type": "section", "text": plain(HOSTILE)}, rich(line(text(HOSTILE)))]
    blocks.append(
        {"type": "section", "text": {"type": "mrkdwn", "text": "<javascript:alert(1)|go>"}}
    )
    await bot(stage).chat_postMessage(channel=CHANNEL, text="t", blocks=blocks)
    await stage.person(JONAS).say(HOSTILE, channel=CHANNEL)
    seat = await seats(stage)
    await seat.opens()
    assert await seat.page.locator(".message img, .message b, .message a").count() == 0
    await expect((await seat.sees("go")).locator(".block-section").first).to_have_text(HOSTILE)
    await expect(seat.message("Jonas Berg").locator(".text")).to_have_text(HOSTILE)


async def test_fields_of_a_form_reach_the_workspace(stage: Stage, seats: Seats) -> None:
    elements: dict[str, dict[str, Any]] = {
        "line": {"type": "plain_text_input"},
        "lines": {"type": "plain_text_input", "multiline": True, "initial_value": "before"},
        "number": {"type": "number_input", "is_decimal_allowed": False},
        "menu": {"type": "static_select", "options": options("One", "Two")},
        "radio": {"type": "radio_buttons", "options": options("Yes", "No")},
        "ticks": {"type": "checkboxes", "options": options("A", "B", "C")},
        "person": {"type": "users_select"},
        "day": {"type": "datepicker"},
        "several": {"type": "multi_static_select", "options": options("X", "Y")},
    }
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": plain(name),
            "optional": True,
            "element": {**element, "action_id": name},
        }
        for name, element in elements.items()
    ]
    seat = await seats(stage)
    await seat.opens()
    views = stage.server.workspace.views
    form = {"type": "modal", "title": plain("A form"), "submit": plain("Send"), "blocks": blocks}
    view = views.open(INES.slack, form)
    stage.server.workspace.changes.add("view.opened", view_id=view.id, only_for=INES.slack)
    await seat.modal_says("A form")
    at = seat.modal.get_by_label
    await at("line (optional)", exact=True).fill("one")
    await at("lines (optional)").fill("two")
    await at("number").fill("7")
    await at("menu").select_option("two")
    await seat.modal.get_by_label("No", exact=True).check()
    await seat.modal.get_by_label("A", exact=True).check()
    await seat.modal.get_by_label("C", exact=True).check()
    await at("person").select_option(JONAS.slack)
    await at("day").fill("2026-02-24")
    await at("several").select_option(["x", "y"])

    async def told() -> bool:
        state = {name: list(view.state[name][name].values())[1] for name in elements}
        return state == {
            "line": "one",
            "lines": "two",
            "number": "7",
            "menu": options("Two")[0],
            "radio": options("No")[0],
            "ticks": options("A", "C"),
            "person": JONAS.slack,
            "day": "2026-02-24",
            "several": options("X", "Y"),
        }

    assert await stage.person(INES).wait_for(told)


async def test_a_mention_of_oneself_stays_in_its_line(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{CHANNEL}")
    await stage.person(JONAS).say("one @ines two @jonas three", channel=CHANNEL)
    said = await seat.sees("two @Jonas Berg three")
    boxes = [await one.bounding_box() for one in await said.locator(".mention").all()]
    assert len(boxes) == 2
    assert len({box["y"] for box in boxes if box}) == 1
