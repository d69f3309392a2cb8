from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sandbox.conftest import ANN, GENERAL, StepClock
from tests.sandbox.refusals import refused
from tests.sandbox.shapes import actions, button, field, home, modal, section

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.people import Person
    from tests.sandbox.scripted_app import SocketApp


async def a_trigger(person: Person, app: SocketApp) -> str:
    await person.command("/gate", channel=GENERAL)
    return str((await app.next()).payload["trigger_id"])


async def test_a_modal_opens_for_whoever_caused_the_trigger(
    ann: Person, bob: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    view = modal(field("gap"), title="List gaps", private_metadata="round 1", callback_id="gaps")
    answer = await web.views_open(trigger_id=await a_trigger(ann, app), view=view)
    opened = answer["view"]
    assert (opened["type"], opened["callback_id"]) == ("modal", "gaps")
    assert opened["private_metadata"] == "round 1"
    assert opened["state"]["values"]["gap"]["gap_text"] == {
        "type": "plain_text_input",
        "value": None,
    }
    (seen,) = await ann.modals()
    assert (seen.id, seen.title, seen.submit) == (opened["id"], "List gaps", "Send")
    assert await bob.modals() == []


async def test_a_trigger_lives_for_three_seconds(
    ann: Person, web: AsyncWebClient, app: SocketApp, clock: StepClock
) -> None:
    trigger = await a_trigger(ann, app)
    clock.step(seconds=3)
    assert (await web.views_open(trigger_id=trigger, view=modal()))["ok"]
    trigger = await a_trigger(ann, app)
    clock.step(seconds=3.01)
    await refused("expired_trigger_id", web.views_open(trigger_id=trigger, view=modal()))


async def test_a_trigger_is_good_once(ann: Person, web: AsyncWebClient, app: SocketApp) -> None:
    trigger = await a_trigger(ann, app)
    bad = modal(title="x" * 25)
    await refused("invalid_arguments", web.views_open(trigger_id=trigger, view=bad))
    await web.views_open(trigger_id=trigger, view=modal())
    await refused("exchanged_trigger_id", web.views_open(trigger_id=trigger, view=modal()))
    await refused("invalid_trigger_id", web.views_open(trigger_id="1.2.x", view=modal()))


async def test_a_refused_view_says_where(ann: Person, web: AsyncWebClient, app: SocketApp) -> None:
    view = modal({"type": "header", "text": {"type": "mrkdwn", "text": "x"}})
    call = web.views_open(trigger_id=await a_trigger(ann, app), view=view)
    answer = await refused("invalid_arguments", call)
    (message,) = answer["response_metadata"]["messages"]
    assert message.endswith("[json-pointer:/view/blocks/0/text/type]")


async def test_views_stack_three_deep(ann: Person, web: AsyncWebClient, app: SocketApp) -> None:
    trigger = await a_trigger(ann, app)
    await refused("not_found", web.views_push(trigger_id=trigger, view=modal()))
    first = await web.views_open(trigger_id=await a_trigger(ann, app), view=modal(title="1"))
    second = await web.views_push(trigger_id=await a_trigger(ann, app), view=modal(title="2"))
    await web.views_push(trigger_id=await a_trigger(ann, app), view=modal(title="3"))
    assert second["view"]["previous_view_id"] == first["view"]["id"]
    assert second["view"]["root_view_id"] == first["view"]["id"]
    trigger = await a_trigger(ann, app)
    await refused("push_limit_reached", web.views_push(trigger_id=trigger, view=modal()))
    assert [view.title for view in await ann.modals()] == ["1", "2", "3"]


async def test_an_update_keeps_what_was_filled_in(
    ann: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    trigger = await a_trigger(ann, app)
    opened = (await web.views_open(trigger_id=trigger, view=modal(field("gap1"))))["view"]
    (seen,) = await ann.modals()
    await ann.fill(seen, {"gap1": "no alerts"})
    longer = modal(field("gap1"), field("gap2"))
    updated = await web.views_update(view_id=opened["id"], hash=opened["hash"], view=longer)
    values = updated["view"]["state"]["values"]
    assert values["gap1"]["gap1_text"]["value"] == "no alerts"
    assert values["gap2"]["gap2_text"]["value"] is None


async def test_a_stale_hash_is_a_conflict(ann: Person, web: AsyncWebClient, app: SocketApp) -> None:
    trigger = await a_trigger(ann, app)
    opened = (await web.views_open(trigger_id=trigger, view=modal()))["view"]
    await web.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(title="new"))
    stale = web.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(title="old"))
    await refused("hash_conflict", stale)
    await refused("not_found", web.views_update(view_id="V0NONE", view=modal()))


async def test_a_view_goes_by_the_apps_own_id_too(
    ann: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    view = modal(external_id="mine")
    await web.views_open(trigger_id=await a_trigger(ann, app), view=view)
    await web.views_update(external_id="mine", view=modal(title="found"))
    assert (await ann.wait_for_modal("found")).title == "found"
    renamed = modal(external_id="mine")
    await web.views_open(trigger_id=await a_trigger(ann, app), view=renamed)
    trigger = await a_trigger(ann, app)
    await refused("duplicate_external_id", web.views_push(trigger_id=trigger, view=renamed))


async def test_a_view_that_is_too_large(ann: Person, web: AsyncWebClient, app: SocketApp) -> None:
    many = [section("x" * 3000) for _ in range(90)]
    trigger = await a_trigger(ann, app)
    await refused("view_too_large", web.views_open(trigger_id=trigger, view=modal(*many)))


async def test_each_person_has_a_home_of_their_own(
    ann: Person, bob: Person, web: AsyncWebClient
) -> None:
    first = await web.views_publish(user_id=ANN, view=home(section("Waits on you: P4")))
    shown = await ann.home()
    assert shown is not None
    assert shown.shown == "Waits on you: P4"
    assert await bob.home() is None
    again = await web.views_publish(user_id=ANN, view=home(actions(button("x"))))
    assert again["view"]["id"] == first["view"]["id"]
    old_hash = first["view"]["hash"]
    await refused(
        "hash_conflict", web.views_publish(user_id=ANN, hash=old_hash, view=home(section("x")))
    )
    await refused("user_not_found", web.views_publish(user_id="U0NONE", view=home(section("x"))))
    await refused("invalid_arguments", web.views_publish(user_id=ANN, view=modal(section("x"))))
