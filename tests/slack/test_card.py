"""The review card: what it shows in each state, whom it calls, and that Slack always shows it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.ports.card import Card
from bot.ports.intents import LandSignoff, ParkedIntent, new_intent
from bot.readiness.branch import PhaseBranch
from bot.readiness.evidence import Audit, Finding
from bot.readiness.round import GapState, Round, RoundState
from bot.readiness.status import Status
from bot.slack.action_ids import APPROVE, EVIDENCE, LIST_GAPS, WITHDRAW, read_round_value
from bot.slack.views.card import card
from bot.slack.words.terms import STATUS_MARK
from tests.slack import people as p
from tests.slack.checks import acting, buttons, nodes, sendable, words
from tests.slack.hostile import MARKUP, QUICK, cards

BANNERS = {
    RoundState.OPEN: "Open for review",
    RoundState.APPROVED: "Approved, landing",
    RoundState.LANDED: "Signed off",
    RoundState.SUPERSEDED: "Replaced",
    RoundState.WITHDRAWN: "Withdrawn",
    RoundState.VOIDED: "Void",
}
BUTTONS = {
    RoundState.OPEN: [APPROVE, LIST_GAPS, EVIDENCE, WITHDRAW],
    RoundState.APPROVED: [LIST_GAPS, EVIDENCE],
}
ONLY_TO_READ = [EVIDENCE]  # what was decided on stays open to whoever asks; deciding is over
OVER = [state for state in RoundState if state not in BUTTONS]


def test_it_shows_what_reviewers_need() -> None:
    shown = words(sendable(card(p.card_of(p.OPEN), mention=False)).blocks)
    for fact in (
        "P4 · ERD and Persistence Model",
        "Ready for Signoff · round 2 · asked by Ada Owner",
        p.COMMIT[:10],
        "ERD reviewed by two teams",
        "architecture/ERD.md",
        "✔ passes",
        "✖ fails",
        "? unknown",
        "(1 of 3 pass)",
        "No restore drill since May",
        "Drilled on 1 March",
        p.ROUND_ID,
    ):
        assert fact in shown


def test_it_shows_what_was_waived_by_whom_and_until_when() -> None:
    waived = replace(p.OPEN, terms=replace(p.TERMS, waived=(p.WAIVED,)))
    shown = words(sendable(card(p.card_of(waived), mention=False)).blocks)
    assert "waived by Rita Risk until 2026-12-31" in shown
    assert "No personal data yet." in shown
    assert "Waived" not in words(card(p.card_of(p.OPEN), mention=False).blocks)


@pytest.mark.parametrize("state", RoundState)
def test_a_status_has_its_own_mark_and_no_state_of_a_round_borrows_it(state: RoundState) -> None:
    banner = words(card(p.card_of(p.in_state(state)), mention=False).blocks).splitlines()[1]
    assert not set(banner) & set(STATUS_MARK.values())


@pytest.mark.parametrize("state", RoundState)
def test_its_banner_and_buttons_follow_the_state(state: RoundState) -> None:
    blocks = sendable(card(p.card_of(p.in_state(state)), mention=False)).blocks
    assert BANNERS[state] in words(blocks)
    assert buttons(blocks) == BUTTONS.get(state, ONLY_TO_READ)


def test_a_button_names_the_round_and_the_version_it_was_drawn_from() -> None:
    blocks = card(p.card_of(p.OPEN), mention=False).blocks
    values = {n["value"] for n in nodes(blocks) if n.get("type") == "button"}
    assert [read_round_value(v) for v in values] == [read_round_value(f"{p.ROUND_ID}:7")]


def test_listed_gaps_change_the_banner_but_other_roles_may_still_decide() -> None:
    review = replace(p.OPEN, decisions=(p.GAPS_RULING,))
    blocks = card(p.card_of(review), mention=False).blocks
    assert "Gaps listed" in words(blocks)
    assert "Dee Ops listed gaps" in words(blocks)
    assert APPROVE in buttons(blocks)


def test_a_role_with_gaps_says_that_approval_takes_a_new_round() -> None:
    listed = replace(p.OPEN, decisions=(p.GAPS_RULING,))
    shown = words(card(p.card_of(listed), mention=False).blocks)
    assert "approval takes a new round" in shown
    assert "nobody may fill it" not in shown


def test_it_says_who_decided_and_who_is_still_awaited_by_name() -> None:
    review = replace(p.OPEN, decisions=(p.APPROVAL,))
    shown = words(card(p.card_of(review), mention=False).blocks)
    assert "✔ Cy Security approved" in shown
    assert "“Read all of it.”" in shown
    assert "… awaited: Bo Architect" in shown
    assert "… awaited: Dee Ops" in shown


def test_a_replaced_verdict_is_not_shown() -> None:
    old = replace(p.APPROVAL, in_force=False)
    shown = words(card(p.card_of(replace(p.OPEN, decisions=(old,))), mention=False).blocks)
    assert "approved" not in shown


def test_who_does_not_count_is_not_awaited_and_the_card_says_why() -> None:
    shown = words(card(p.card_of(p.OPEN), mention=False).blocks)
    assert "Does not count in this round: Ada Owner (requester)." in shown
    assert "awaited: Cy Security\n" in f"{shown}\n"


def test_reviewers_are_called_once_at_the_first_posting() -> None:
    first = acting(card(p.card_of(p.OPEN), mention=True).blocks)
    assert {"type": "usergroup", "usergroup_id": "S0SEC"} in first
    assert {"type": "user", "user_id": "U0BO"} in first
    assert {"type": "user", "user_id": "U0ADA"} not in first, "the requester does not count"


@pytest.mark.parametrize("state", RoundState)
def test_an_edit_never_calls_anybody(state: RoundState) -> None:
    edited = card(p.card_of(p.in_state(state)), mention=False)
    assert {n["type"] for n in acting(edited.blocks)} == {"link"}


def test_a_card_first_posted_after_its_round_is_over_calls_nobody() -> None:
    late = card(p.card_of(p.in_state(RoundState.WITHDRAWN)), mention=True)
    assert {n["type"] for n in acting(late.blocks)} == {"link"}


def test_landing_shows_the_commit_and_links_it() -> None:
    landed = p.card_of(p.in_state(RoundState.LANDED), landed_url="https://git.example/c/9e8d")
    blocks = card(landed, mention=False).blocks
    assert {"type": "link", "url": "https://git.example/c/9e8d", "text": p.LANDED[:10]} in acting(
        blocks
    )


def test_an_address_that_is_no_http_link_is_not_linked() -> None:
    blocks = card(p.card_of(p.OPEN, commit_url="javascript:alert(1)"), mention=False).blocks
    assert acting(blocks) == []


def test_the_notification_says_what_the_card_is_and_what_it_waits_for() -> None:
    assert card(p.card_of(p.OPEN), mention=False).text == (
        "Review of P4 ERD and Persistence Model, round 2: awaits architecture, security and ops"
    )


def test_accepted_gaps_are_not_listed() -> None:
    accepted = replace(p.GAP, state=GapState.ACCEPTED)
    shown = words(card(p.card_of(p.OPEN, gaps=(accepted,)), mention=False).blocks)
    assert "No restore drill" not in shown


def test_a_status_outside_the_vocabulary_is_said() -> None:
    shown = words(card(p.card_of(p.OPEN, status=None), mention=False).blocks)
    assert "status not readable" in shown


def card_with(*findings: Finding, review: Round = p.OPEN) -> str:
    audit = Audit(p.COMMIT, "b" * 40, findings)
    brief = replace(p.BRIEF, audit=audit)
    return words(sendable(card(p.card_of(review, brief=brief), mention=False)).blocks)


def test_what_is_decided_and_awaited_stands_above_what_it_rests_on() -> None:
    shown = words(card(p.card_of(p.OPEN), mention=False).blocks)
    order = ["Open for review", "Reviewers", "No restore drill", "Evidence", "Deliverables"]
    assert sorted(order, key=shown.index) == order


def test_evidence_is_a_count_and_a_few_items_the_rest_is_behind_its_button() -> None:
    shown = card_with(*(p.ERD,) * 57)
    assert "(57 of 57 pass)" in shown
    assert shown.count("architecture/ERD.md") == 3
    assert "… and 54 more: press Evidence." in shown
    assert "not empty" not in shown, "what was looked at is behind the button"


def test_what_fails_is_shown_before_what_passes_and_says_why() -> None:
    shown = card_with(*(p.ERD,) * 9, p.DRILL, p.RESTORE)
    assert shown.index("✖ fails") < shown.index("? unknown") < shown.index("architecture/ERD.md")
    assert "The newest run for this commit is red." in shown
    assert "… and 8 more: press Evidence." in shown


def test_a_few_deliverables_are_named_and_the_rest_counted() -> None:
    brief = replace(p.BRIEF, deliverables=tuple(f"thing {n}" for n in range(1, 8)))
    shown = words(card(p.card_of(p.OPEN, brief=brief), mention=False).blocks)
    assert "thing 3" in shown
    assert "thing 4" not in shown
    assert "… and 4 more: press Evidence." in shown


@pytest.mark.parametrize("state", OVER)
def test_a_card_that_is_over_is_its_outcome_its_reviewers_and_a_count(state: RoundState) -> None:
    shown = card_with(p.ERD, p.RESTORE, review=p.in_state(state))
    assert BANNERS[state] in shown
    assert "Reviewers" in shown
    assert "(1 of 2 pass)" in shown
    assert "architecture/ERD.md" not in shown
    assert "Deliverables" not in shown


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_title_stays_text(text: str) -> None:
    message = sendable(card(p.card_of(replace(p.OPEN, title=text)), mention=False))
    assert {n["type"] for n in acting(message.blocks)} == {"link"}
    assert "<" not in message.text
    assert not [n for n in nodes(message.blocks) if n.get("type") == "mrkdwn"]


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(cards())
def test_whatever_comes_in_slack_shows_the_card(any_card: Card) -> None:
    for mention in (True, False):
        message = sendable(card(any_card, mention=mention))
        assert message.text.strip()


def test_a_parked_sign_off_is_not_said_to_be_landing() -> None:
    intent = new_intent(
        LandSignoff("atlas", "P4", p.ROUND_ID), key="k", correlation_id="c", at=p.NOON
    )
    parked = ParkedIntent(intent, "It is protected.", "Let me push.")
    approved = card(p.card_of(p.in_state(RoundState.APPROVED), parked=parked), mention=False)
    assert "Approved, not landed" in words(approved.blocks)
    assert "It is protected." in words(approved.blocks)
    assert "being written" not in words(approved.blocks)
    assert approved.text.endswith("approved, not landed")
    reopened = card(p.card_of(p.OPEN, parked=parked), mention=False)
    assert "Waits for a person" not in words(reopened.blocks)


@pytest.mark.parametrize(
    ("auto_merge", "how"),
    [(True, "The host merges it"), (False, "Somebody has to merge it"), (None, "")],
)
def test_while_it_waits_for_its_merge_it_names_the_request(
    *, auto_merge: bool | None, how: str
) -> None:
    row = PhaseBranch("atlas", "P4", "gatebot/P4-1", p.COMMIT, p.ROUND_ID, Status.READY)
    opened = replace(row, number=12, url="https://git.example/pull/12", auto_merge=auto_merge)
    shown = sendable(
        card(replace(p.card_of(p.in_state(RoundState.APPROVED)), merge=opened), mention=False)
    )
    assert "waiting for merge" in words(shown.blocks)
    assert "pull request #12" in words(shown.blocks)
    assert ("merges it" in words(shown.blocks) or "has to merge" in words(shown.blocks)) is bool(
        how
    )
    assert how in words(shown.blocks)
    assert "https://git.example/pull/12" in str(shown.blocks)
    assert buttons(shown.blocks) == [EVIDENCE]
