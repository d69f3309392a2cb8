from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.acts.modals import TROUBLE
from bot.sandbox.acts.required import REQUIRED
from bot.sandbox.people import Person, Refused
from tests.sandbox.conftest import BOB, GENERAL
from tests.sandbox.shapes import actions, button, field, modal, options, section

if TYPE_CHECKING:
    from bot.sandbox.seen import Modal
    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import Json, SocketApp


async def opened(person: Person, app: SocketApp, view: Json) -> Modal:
    await person.command("/gate", channel=GENERAL)
    trigger = (await app.next()).payload["trigger_id"]
    await app.web.views_open(trigger_id=trigger, view=view)
    return (await person.modals())[-1]


async def test_submitting_sends_every_value_and_closes(ann: Person, app: SocketApp) -> None:
    select = {"type": "static_select", "action_id": "role", "options": options("ops", "security")}
    boxes = {"type": "checkboxes", "action_id": "items", "options": options("a", "b", "c")}
    who = {"type": "multi_users_select", "action_id": "who"}
    view = modal(
        field("note"),
        field("as", select),
        field("which", boxes),
        field("people", who, optional=True),
        callback_id="approve",
    )
    shown = await opened(ann, app, view)
    values = {"note": "fine", "role": "ops", "which": ["a", "c"], "people/who": [BOB]}
    result = await ann.submit(shown, values)
    assert (result.outcome, result.modals) == ("closed", [])
    request = await app.next()
    assert request.accepts_response_payload
    payload = request.payload
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "approve")
    state = payload["view"]["state"]["values"]
    assert state["note"]["note_text"] == {"type": "plain_text_input", "value": "fine"}
    assert state["as"]["role"]["selected_option"]["value"] == "ops"
    assert [o["value"] for o in state["which"]["items"]["selected_options"]] == ["a", "c"]
    assert state["people"]["who"]["selected_users"] == [BOB]
    assert payload["trigger_id"]


async def test_slacks_client_asks_for_what_is_required(ann: Person, app: SocketApp) -> None:
    short = {"type": "plain_text_input", "action_id": "t", "min_length": 5, "max_length": 8}
    view = modal(field("gap"), field("more", optional=True), field("short", short))
    shown = await opened(ann, app, view)
    result = await ann.submit(shown, {"short": "abc"})
    assert result.outcome == "errors"
    assert result.view.errors == {
        "gap": REQUIRED,
        "short": "Please enter at least 5 characters.",
    }
    result = await ann.submit(shown, {"short": "abcdefghi", "gap": "x"})
    assert result.view.errors == {"short": "Please enter at most 8 characters."}
    assert app.heard.empty()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("4", ""),
        ("x", "Please enter a number."),
        ("1", "Please enter a number of at least 2."),
        ("9", "Please enter a number of at most 8."),
        ("2.5", "Please enter a whole number."),
    ],
)
async def test_numbers_are_checked_before_the_app_hears_of_them(
    ann: Person, app: SocketApp, typed: str, problem: str
) -> None:
    count = {
        "type": "number_input",
        "action_id": "n",
        "is_decimal_allowed": False,
        "min_value": "2",
        "max_value": "8",
    }
    shown = await opened(ann, app, modal(field("count", count)))
    result = await ann.submit(shown, {"n": typed})
    assert result.view.errors == ({"count": problem} if problem else {})


async def test_the_apps_errors_stay_on_the_view(ann: Person, app: SocketApp) -> None:
    shown = await opened(ann, app, modal(field("gap")))
    app.answers = lambda _request: {"response_action": "errors", "errors": {"gap": "too vague"}}
    result = await ann.submit(shown, {"gap": "hm"})
    assert (result.outcome, result.view.errors) == ("errors", {"gap": "too vague"})
    app.answers = None
    result = await ann.submit(shown, {"gap": "no alert on P4"})
    assert (result.outcome, result.view.errors) == ("closed", {})


async def test_an_error_is_gone_once_its_field_is_filled_anew(ann: Person, app: SocketApp) -> None:
    shown = await opened(ann, app, modal(field("gap"), field("role")))
    wrong = {"gap": "too vague", "role": "not yours"}
    app.answers = lambda _request: {"response_action": "errors", "errors": wrong}
    await ann.submit(shown, {"gap": "hm", "role": "ops"})
    assert (await ann.fill(shown, {"gap": "no alert"})).errors == {"role": "not yours"}


async def test_an_update_replaces_and_a_push_adds(ann: Person, app: SocketApp) -> None:
    shown = await opened(ann, app, modal(field("gap")))
    app.answers = lambda _r: {"response_action": "update", "view": modal(title="Updated")}
    result = await ann.submit(shown, {"gap": "x"})
    assert (result.outcome, [v.title for v in result.modals]) == ("updated", ["Updated"])
    app.answers = lambda _r: {"response_action": "push", "view": modal(title="Pushed")}
    result = await ann.submit(result.view)
    assert (result.outcome, [v.title for v in result.modals]) == ("pushed", ["Updated", "Pushed"])
    app.answers = None
    result = await ann.submit(result.modals[-1])
    assert (result.outcome, [v.title for v in result.modals]) == ("closed", ["Updated"])


async def test_clear_closes_them_all(ann: Person, app: SocketApp) -> None:
    shown = await opened(ann, app, modal(field("gap")))
    app.answers = lambda _r: {"response_action": "push", "view": modal(title="Pushed")}
    top = (await ann.submit(shown, {"gap": "x"})).modals[-1]
    app.answers = lambda _r: {"response_action": "clear"}
    result = await ann.submit(top)
    assert (result.outcome, result.modals) == ("cleared", [])


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(title="x" * 25)},
        {"response_action": "explode"},
    ],
)
async def test_an_answer_slack_cant_use_is_trouble(
    ann: Person, app: SocketApp, server: SandboxServer, answer: Json
) -> None:
    shown = await opened(ann, app, modal(field("gap")))
    app.answers = lambda _request: answer
    result = await ann.submit(shown, {"gap": "x"})
    assert (result.outcome, result.view.trouble) == ("trouble", TROUBLE)
    assert [view.id for view in result.modals] == [shown.id]
    kept = server.workspace.views.find(shown.id)
    assert kept is not None
    assert kept.failure.startswith("invalid_")


async def test_no_answer_in_time_is_trouble_and_the_view_stays(
    ann: Person, app: SocketApp, server: SandboxServer
) -> None:
    shown = await opened(ann, app, modal(field("gap")))
    with app.silence(server):
        result = await ann.submit(shown, {"gap": "x"})
    assert (result.outcome, result.view.trouble) == ("trouble", TROUBLE)
    assert (await ann.submit(shown)).outcome == "closed"


async def test_closing_is_told_only_where_it_was_asked_for(ann: Person, app: SocketApp) -> None:
    quiet = await opened(ann, app, modal())
    await ann.close(quiet)
    assert await ann.modals() == []
    loud = await opened(ann, app, modal(notify_on_close=True, private_metadata="P4"))
    await ann.close(loud, everything=True)
    payload = (await app.next()).payload
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert payload["view"]["private_metadata"] == "P4"
    assert "trigger_id" not in payload
    assert app.heard.empty()


async def test_what_a_person_cant_do_in_a_modal(ann: Person, bob: Person, app: SocketApp) -> None:
    select = {"type": "static_select", "action_id": "role", "options": options("ops")}
    shown = await opened(ann, app, modal(field("as", select)))
    with pytest.raises(Refused, match="not among the options"):
        await ann.submit(shown, {"role": "king"})
    with pytest.raises(Refused, match="nothing in this view is called 'no'"):
        await ann.submit(shown, {"no": "x"})
    with pytest.raises(Refused, match="has no view"):
        await bob.submit(shown, {"role": "ops"})
    without = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    with pytest.raises(Refused, match="no submit button"):
        await ann.submit(await opened(ann, app, without))


async def test_initial_values_count_as_filled_in(ann: Person, app: SocketApp) -> None:
    text = {"type": "plain_text_input", "action_id": "t", "initial_value": "as before"}
    radio = {
        "type": "radio_buttons",
        "action_id": "r",
        "options": options("a", "b"),
        "initial_option": options("b")[0],
    }
    shown = await opened(ann, app, modal(field("text", text), field("radio", radio)))
    assert (await ann.submit(shown)).outcome == "closed"
    state = (await app.next()).payload["view"]["state"]["values"]
    assert state["text"]["t"]["value"] == "as before"
    assert state["radio"]["r"]["selected_option"]["value"] == "b"


async def test_external_options_come_from_the_app(ann: Person, app: SocketApp) -> None:
    select = {"type": "external_select", "action_id": "phase", "min_query_length": 0}
    shown = await opened(ann, app, modal(field("phase", select)))
    app.answers = lambda _request: {"options": options("p4", "p5")}
    offered = await ann.suggestions(shown, "phase", "p")
    assert [one["value"] for one in offered] == ["p4", "p5"]
    payload = (await app.next()).payload
    assert (payload["type"], payload["value"]) == ("block_suggestion", "p")
    await ann.submit(shown, {"phase": offered[0]})
    state = (await app.next()).payload["view"]["state"]["values"]
    assert state["phase"]["phase"]["selected_option"]["value"] == "p4"


async def test_a_modal_reads_as_its_owner_sees_it(ann: Person, app: SocketApp) -> None:
    view = modal(section("*P4* at `abc`"), field("gap"), actions(button("add", label="Add")))
    shown = await opened(ann, app, view)
    assert shown.shown == "Gaps\n*P4* at `abc`\ngap: ____\n[Add]"
