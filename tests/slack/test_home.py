"""A Home says what waits on a person, and fits into a view whatever there is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports.errors import Fault, StaleState
from bot.readiness import blockers as b
from bot.readiness.events import Change
from bot.readiness.evidence import Kind
from bot.readiness.home import Drawn, Home, HomePhase, HomeProject, HomeReview
from bot.readiness.phase import Phase
from bot.readiness.refusals import BrokenDocuments
from bot.readiness.round import Gap, Round
from bot.readiness.signoffs import Backing, SignoffCheck
from bot.readiness.status import Action, Status
from bot.readiness.work import OpsItem
from bot.slack import action_ids as actions
from bot.slack.message import View
from bot.slack.outbound.chat import SlackChat
from bot.slack.outbound.validate import InvalidPayload, Surface, validate
from bot.slack.views.home import home
from tests.slack import people as p
from tests.slack.catalogue import PHASE, PROBLEM, TASK
from tests.slack.checks import acting, buttons, words
from tests.slack.fake_slack import Failure, FakeSlack
from tests.slack.hostile import QUICK, gaps, rounds, texts

GOING_ON = replace(PHASE, id="P5", title="Relays", status=Status.IN_PROGRESS)
IN_THE_WAY = (
    b.BlockedByPredecessor("P4", Status.READY),
    b.BlockedByTask(TASK),
    b.MissingKind("P5", Kind.TEST),
    b.MissingKind("P5", Kind.DOC),
    b.BlockedByGap(p.GAP),
)
CHANGED = SignoffCheck(
    "P1", "Boundaries", Backing.RECORDED, changes=(Change("a", "1", "2"), Change("b", "1", "2"))
)
MINE = HomePhase(GOING_ON, None, (p.GAP,), IN_THE_WAY, (Action.REQUEST,))
LOCKED = replace(PHASE, id="P1", title="Boundaries", status=Status.SIGNED_OFF)
SIGNED = HomePhase(LOCKED, signoff=CHANGED)
PROJECT = HomeProject(
    "atlas",
    reviews=(HomeReview(p.OPEN, ("security", "ops")),),
    mine=(MINE,),
    ops=(OpsItem("Restore drill", owner="ada", due="2026-02-27"),),
    board=(SIGNED, HomePhase(PHASE, p.OPEN), MINE),
    phases=3,
    commit=p.COMMIT,
    commit_url="https://git.example/c/4f1c2ab",
    today="2026-03-02",
)


def shown(view: View) -> View:
    validate(view, Surface.HOME)
    return view


def test_what_waits_comes_first_then_what_is_mine_then_all() -> None:
    text = words(shown(home(Home((PROJECT,)))))
    order = ["1 review waits", "Waits on you", "Your phases", "Your ops items", "All phases"]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    assert "as security or ops; asked by Ada Owner at" in text.replace("\n", "")
    assert "2 files changed since sign-off" in text
    assert "round 2 open, awaits architecture, security and ops" in text


def test_a_phase_says_in_a_few_words_what_is_in_its_way() -> None:
    text = words(home(Home((replace(PROJECT, board=()),))))
    assert "after P4; open: T-17; no test or doc evidence; gaps: P4-G2" in text


def test_buttons_are_those_of_what_can_be_done() -> None:
    assert buttons(home(Home((PROJECT,)))) == [
        actions.APPROVE,
        actions.LIST_GAPS,
        actions.EVIDENCE,
        actions.ADDRESS,
        actions.READY,
        actions.ADD_EVIDENCE,
        actions.OPS_DONE,
        actions.OPS_SNOOZE,
    ]
    begun = replace(MINE, steps=(Action.START,), gaps=())
    in_review = HomePhase(PHASE, p.OPEN, steps=(Action.REQUEST,))
    project = HomeProject("atlas", mine=(begun, in_review, SIGNED), today="2026-03-02")
    assert buttons(home(Home((project,)))) == [
        actions.START,
        actions.ADD_EVIDENCE,
        actions.ADD_EVIDENCE,
        actions.WITHDRAW,
    ]


def test_when_all_gaps_are_answered_an_owner_asks_again() -> None:
    listed = replace(p.OPEN, decisions=(p.GAPS_RULING,))
    answered = HomePhase(PHASE, listed, (), steps=(Action.REQUEST,))
    project = HomeProject("atlas", mine=(answered,), today="2026-03-02")
    assert actions.READY in buttons(home(Home((project,))))
    still_open = replace(project, mine=(replace(answered, gaps=(p.GAP,)),))
    assert actions.READY not in buttons(home(Home((still_open,))))


def test_nothing_to_do_is_said_and_nobody_is_mentioned() -> None:
    view = shown(home(Home((HomeProject("atlas", commit=p.COMMIT, phases=0),))))
    assert words(view).startswith("Nothing waits on you.")
    assert {n["type"] for n in acting(home(Home((PROJECT,))))} == {"link"}


def test_a_project_that_cannot_be_read_says_why_and_still_shows_what_waits() -> None:
    broken = replace(PROJECT, problem=BrokenDocuments((PROBLEM,)))
    text = words(shown(home(Home((broken,)))))
    assert "doc/Phase_Readiness_Tracker.md:12" in text
    assert "Waits on you" in text
    assert "All phases" not in text
    assert "can't be read at the moment" in words(home(Home((HomeProject("x", unread=True),))))


def test_several_projects_have_a_heading_each_and_many_are_counted() -> None:
    names = ("atlas", "harbour", "tide", "delta", "sound", "reef")
    projects = tuple(replace(PROJECT, name=name) for name in names)
    text = words(shown(home(Home(projects[:2]))))
    assert text.index("atlas") < text.index("harbour")
    text = words(shown(home(Home(projects))))
    assert "reef" not in text
    assert "… and 2 projects more" in text


def large(project: HomeProject, count: int) -> HomeProject:
    """Return a project with this many of everything, each as long as it may be."""
    text = "漢<&" * 2000
    phase = Phase("P1", text, Status.READY, (), p.PLACE)
    listed = tuple(replace(p.GAP, number=n, text=text) for n in range(1, 40))
    one = HomePhase(phase, None, listed, IN_THE_WAY * 30, (Action.START, Action.REQUEST))
    locked = replace(SIGNED, phase=replace(LOCKED, title=text))
    return replace(
        project,
        reviews=(HomeReview(replace(p.OPEN, title=text), (text,) * 90),) * count,
        mine=(one,) * count,
        ops=tuple(OpsItem(f"{n} {text}", owner=text) for n in range(count)),
        board=(one, locked) * count,
        phases=count,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 50])
def test_ten_thousand_of_everything_fit_with_a_count(count: int) -> None:
    view = shown(home(Home((large(PROJECT, 10_000 // count),) * count)))
    assert len(view["blocks"]) <= 100
    text = words(view)
    assert "… and " in text
    for command in ("/gate status", "/gate ops"):
        assert command in text


@given(texts(), rounds(), gaps(), st.sampled_from((1, 3)))
@settings(max_examples=40, deadline=None, phases=QUICK)
def test_whatever_people_write_it_can_be_shown(
    text: str, review: Round, listed: tuple[Gap, ...], count: int
) -> None:
    phase = HomePhase(
        Phase(text, text, Status.READY, (text,), p.PLACE),
        review,
        listed,
        (b.BlockedByPredecessor(text, None), *(b.BlockedByGap(gap) for gap in listed)),
        (Action.START, Action.REQUEST),
    )
    project = HomeProject(
        text[:60] or "x",
        (HomeReview(review, (text,)),),
        (phase,),
        (OpsItem(text, owner=text, due=text[:40], links=(text,)),),
        (phase,),
        1,
        text,
        text,
        "2026-03-02",
    )
    shown(home(Home((project,) * count)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "modal"},
        {"title": {"type": "plain_text", "text": "Home"}},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": []},
    ],
)
def test_what_is_no_home_is_not_sent(wrong: View) -> None:
    with pytest.raises(InvalidPayload):
        validate({**home(Home((PROJECT,))), **wrong}, Surface.HOME)


# --- the call ---


async def test_a_home_is_published_in_one_call(chat: SlackChat, slack: FakeSlack) -> None:
    slack.fail("views.publish", Failure(body={"ok": True, "view": {"hash": "h1"}}))
    drawn = await chat.show_home("U0ADA", Home((PROJECT,)), Drawn())
    (call,) = slack.made("views.publish")
    assert (call["user_id"], "hash" in call) == ("U0ADA", False)
    assert drawn.hash == "h1"
    again = await chat.show_home("U0ADA", Home((PROJECT,)), drawn)
    assert again == drawn
    assert len(slack.made("views.publish")) == 1
    await chat.show_home("U0ADA", Home((replace(PROJECT, ops=()),)), drawn)
    assert slack.made("views.publish")[1]["hash"] == "h1"


async def test_a_view_that_changed_meanwhile_is_no_fault(chat: SlackChat, slack: FakeSlack) -> None:
    slack.refuse("views.publish", "hash_conflict")
    with pytest.raises(StaleState):
        await chat.show_home("U0ADA", Home((PROJECT,)), Drawn("mark", "old"))
    slack.refuse("views.publish", "not_enabled")
    with pytest.raises(Fault, match="not_enabled"):
        await chat.show_home("U0ADA", Home((PROJECT,)), Drawn("mark", "old"))
