"""Our validator refuses what Slack refuses, at the limit and not before it."""

from copy import deepcopy
from typing import Any

import pytest

from bot.slack import blocks as b
from bot.slack.message import Block
from bot.slack.outbound.validate import InvalidPayload, Surface, validate
from bot.slack.views import modals
from bot.slack.views.card import card
from tests.slack import people as p
from tests.slack.catalogue import GAPS_FORM

BUTTON = b.button("Go", "go", "1")


def message(*blocks: Block, text: str = "Hello") -> dict[str, Any]:
    return {"text": text, "blocks": list(blocks)}


def buttons(count: int) -> Block:
    return b.actions([b.button("Go", f"go{n}", "1") for n in range(count)])


def plain(size: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * size}


def menu(options: int, text: int = 3, value: int = 3) -> dict[str, Any]:
    return {
        "type": "static_select",
        "action_id": "m",
        "options": [
            {"text": plain(text), "value": f"{n:03}".ljust(value, "x")} for n in range(options)
        ],
    }


def form(*blocks: Block, **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "c",
        "title": plain(3),
        "submit": plain(3),
        "private_metadata": "{}",
        "blocks": list(blocks),
        **more,
    }


def field(element: dict[str, Any], block_id: str = "f") -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(3), "element": element}


def boxes(count: int) -> dict[str, Any]:
    return {**menu(count), "type": "checkboxes"}


def image(alt: int = 3, file: int = 3) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": "F" * file}, "alt_text": "x" * alt}


LIMITS = [
    (lambda n: message(image(alt=n)), 2000, Surface.MESSAGE),
    (lambda n: message(image(file=n)), 255, Surface.MESSAGE),
    (lambda n: message(*[b.divider()] * n), 50, Surface.MESSAGE),
    (lambda n: message(b.divider(), text="x" * n), 4000, Surface.MESSAGE),
    (lambda n: message({"type": "header", "text": plain(n)}), 150, Surface.MESSAGE),
    (lambda n: message({"type": "section", "text": plain(n)}), 3000, Surface.MESSAGE),
    (lambda n: message({"type": "context", "elements": [plain(1)] * n}), 10, Surface.MESSAGE),
    (lambda n: message(buttons(n)), 25, Surface.MESSAGE),
    (lambda n: message(b.actions([{**BUTTON, "text": plain(n)}])), 75, Surface.MESSAGE),
    (lambda n: message(b.actions([{**BUTTON, "value": "x" * n}])), 2000, Surface.MESSAGE),
    (lambda n: message(b.actions([{**BUTTON, "action_id": "x" * n}])), 255, Surface.MESSAGE),
    (lambda n: message({**b.divider(), "block_id": "x" * n}), 255, Surface.MESSAGE),
    (lambda n: message(*[b.paragraph(("x" * n,))] * 4), 3000, Surface.MESSAGE),
    (lambda n: form(*[b.divider()] * n), 100, Surface.MODAL),
    (lambda n: form(field(menu(n))), 100, Surface.MODAL),
    (lambda n: form(field(menu(1, text=n))), 75, Surface.MODAL),
    (lambda n: form(field(menu(1, value=n))), 150, Surface.MODAL),
    (lambda n: form(field(boxes(n))), 10, Surface.MODAL),
    (lambda n: form(b.divider(), title=plain(n)), 24, Surface.MODAL),
    (lambda n: form(b.divider(), submit=plain(n)), 24, Surface.MODAL),
    (lambda n: form(b.divider(), private_metadata="x" * n), 3000, Surface.MODAL),
    (lambda n: form(b.divider(), callback_id="x" * n), 255, Surface.MODAL),
    (lambda n: form(field(b.text_input("t", most=n))), 3000, Surface.MODAL),
]


@pytest.mark.parametrize(("build", "most", "surface"), LIMITS)
def test_a_limit_holds_exactly(build: Any, most: int, surface: Surface) -> None:
    validate(build(most), surface)
    with pytest.raises(InvalidPayload):
        validate(build(most + 1), surface)


WRONG = {
    "no text": message(b.divider(), text=""),
    "a bare mention": message(b.divider(), text="<!channel>"),
    "no blocks": message(),
    "an input in a message": message(field(menu(1))),
    "mrkdwn": message({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}),
    "an unknown block": message({"type": "video"}),
    "a picture without words": message(image(alt=0)),
    "a picture from elsewhere": message({**image(), "image_url": "https://a.example/b.png"}),
    "a picture of no file": message({**image(), "slack_file": {"url": "https://a.example/b"}}),
    "a broadcast": message(
        b.rich_text(
            [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "broadcast", "range": "channel"}],
                }
            ]
        )
    ),
    "an empty line": message(b.rich_text([b.line(("",))])),
    "an empty list": message(b.rich_text([b.bullets([])])),
    "a button without a value": message(
        b.actions([{k: v for k, v in BUTTON.items() if k != "value"}])
    ),
    "two buttons of one id": message(b.actions([BUTTON, BUTTON])),
    "two blocks of one id": message(*[{**b.divider(), "block_id": "same"}] * 2),
    "blocks that are no list": {"text": "Hello", "blocks": "no"},
    "a block that is no object": {"text": "Hello", "blocks": ["no"]},
    "an emoji's style": message(b.actions([{**BUTTON, "style": "pink"}])),
}


@pytest.mark.parametrize("payload", WRONG.values(), ids=WRONG.keys())
def test_what_slack_or_we_refuse_in_a_message(payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidPayload):
        validate(payload, Surface.MESSAGE)


WRONG_FORMS = {
    "input without submit": {k: v for k, v in form(field(menu(1))).items() if k != "submit"},
    "no title": {k: v for k, v in form(b.divider()).items() if k != "title"},
    "a home tab": form(b.divider(), type="home"),
    "an initial option that is none": form(
        field({**menu(2), "initial_option": {"text": plain(1), "value": "else"}})
    ),
    "two options of one value": form(field({**menu(1), "options": menu(1)["options"] * 2})),
    "an initial value too long": form(
        field({**b.text_input("t", most=3), "initial_value": "four"})
    ),
    "too many bytes": form(*[field(menu(100, 75, 150), f"{n}") for n in range(9)]),
}


@pytest.mark.parametrize("view", WRONG_FORMS.values(), ids=WRONG_FORMS.keys())
def test_what_slack_refuses_in_a_form(view: dict[str, Any]) -> None:
    with pytest.raises(InvalidPayload):
        validate(view, Surface.MODAL)


def test_checking_changes_nothing() -> None:
    payload = card(p.card_of(p.OPEN), mention=True).payload()
    view = modals.gaps(GAPS_FORM, 2)
    before = deepcopy((payload, view))
    validate(payload, Surface.MESSAGE)
    validate(view, Surface.MODAL)
    assert (payload, view) == before
