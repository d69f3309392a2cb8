"""The forms: made for who opened them, within Slack's limits, and read back as commands."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.api.commands import Address, ApproveRound, ListGapsInRound, WithdrawRound
from bot.app.api.forms import AddressForm, ApprovalForm, EvidenceSheet, GapsForm, WithdrawForm
from bot.readiness.evidence import Audit, Evidence, Kind
from bot.readiness.round import Gap, GapTarget, NewGap, Round
from bot.slack import action_ids as actions
from bot.slack.message import View
from bot.slack.views import evidence_forms, modals, reading, replies
from bot.slack.views.reading import BadForm
from tests.slack import people as p
from tests.slack.catalogue import APPROVAL_FORM, GAPS_FORM, REFUSALS
from tests.slack.checks import acting, nodes, openable, words
from tests.slack.hostile import QUICK, audits, gaps, rounds, texts

State = dict[str, dict[str, Any]]


def submitted(view: View, values: State) -> View:
    """Return a view as Slack sends it back."""
    return {**view, "id": "V1", "state": {"values": values}}


def picked(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


def typed(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def options(view: View, block_id: str) -> list[str]:
    block = next(b for b in view["blocks"] if b.get("block_id") == block_id)
    return [n["value"] for n in nodes(block["element"]) if "value" in n]


def test_the_approval_form_shows_role_commit_evidence_and_what_it_accepts() -> None:
    view = openable(modals.approval(APPROVAL_FORM))
    shown = words(view)
    assert p.COMMIT[:10] in shown
    assert "tests/test_restore.py::test_restore" in shown
    assert "P4-G1" in shown
    assert options(view, "role") == ["security", "ops"]
    assert json.loads(view["private_metadata"]) == {"round": p.ROUND_ID, "digest": p.AUDIT.digest}


def test_an_only_role_is_chosen_already() -> None:
    view = openable(modals.approval(replace(APPROVAL_FORM, roles=("ops",))))
    initial = [n["initial_option"]["value"] for n in nodes(view) if "initial_option" in n]
    assert initial == ["ops"]


def test_an_approval_is_read_with_the_digest_it_showed() -> None:
    view = modals.approval(APPROVAL_FORM)
    values = {"role": {"role": picked("ops")}, "note": {"note": typed(" All good. ")}}
    assert reading.read_approval(submitted(view, values)) == ApproveRound(
        p.ROUND_ID, "ops", p.AUDIT.digest, "All good."
    )


def test_a_gap_can_be_tied_to_evidence_a_deliverable_or_nothing() -> None:
    view = openable(modals.gaps(GAPS_FORM, 2))
    assert options(view, "about:0") == [
        "evidence:architecture/ERD.md",
        "evidence:tests/test_restore.py::test_restore",
        "evidence:operations/evidence/drill.txt",
        "deliverable:ERD reviewed by two teams",
        "deliverable:db_schema_v1.sql stabilised",
        "free:",
        "free:",  # chosen at first
    ]


def test_listed_gaps_are_read_a_row_each() -> None:
    view = modals.gaps(GAPS_FORM, 3)
    values = {
        "role": {"role": picked("ops")},
        "again": {"again": {"selected_options": [{"value": "P4-G1"}]}},
        "about:0": {"about": picked("deliverable:ERD reviewed by two teams")},
        "text:0": {"text": typed("Only one team has")},
        "about:1": {"about": picked("free:")},
        "text:1": {"text": typed("  ")},
        "about:2": {"about": picked("evidence:tests/test_restore.py::test_restore")},
        "text:2": {"text": typed("It is red")},
    }
    assert reading.read_gaps(submitted(view, values)) == ListGapsInRound(
        p.ROUND_ID,
        "ops",
        (
            NewGap("Only one team has", GapTarget.DELIVERABLE, "ERD reviewed by two teams"),
            NewGap("It is red", GapTarget.EVIDENCE, "tests/test_restore.py::test_restore"),
        ),
        ("P4-G1",),
    )


def test_a_form_without_a_gap_is_sent_back() -> None:
    view = modals.gaps(GAPS_FORM, 2)
    values: State = {"text:0": {"text": typed(None)}, "text:1": {"text": typed("")}}
    assert reading.read_gaps(submitted(view, values)) == {
        "text:0": "Write at least one gap, or close this form."
    }


def test_a_subject_without_a_text_is_sent_back_where_it_is_missing() -> None:
    view = modals.gaps(GAPS_FORM, 2)
    values = {
        "text:0": {"text": typed("Something")},
        "about:1": {"about": picked("evidence:architecture/ERD.md")},
        "text:1": {"text": typed("")},
    }
    errors = reading.read_gaps(submitted(view, values))
    assert isinstance(errors, dict)
    assert list(errors) == ["text:1"]


@pytest.mark.parametrize(("asked", "rows"), [(0, 1), (1, 1), (4, 4), (10, 10), (99, 10)])
def test_rows_are_added_up_to_ten_and_counted_from_the_form(asked: int, rows: int) -> None:
    view = openable(modals.gaps(GAPS_FORM, asked))
    assert reading.gap_rows(view) == rows
    more = [n for n in nodes(view) if n.get("action_id") == actions.ADD_GAP_ROW]
    assert len(more) == (rows < 10)


def test_a_row_keeps_its_ids_when_another_is_added_so_that_input_is_kept() -> None:
    def ids(view: View) -> list[str]:
        return [b["block_id"] for b in view["blocks"] if "block_id" in b]

    one, two = ids(modals.gaps(GAPS_FORM, 1)), ids(modals.gaps(GAPS_FORM, 2))
    assert two[: len(one)] == one


def test_a_reference_too_long_for_the_menu_is_left_out_and_counted() -> None:
    long = replace(p.ERD, evidence=Evidence(Kind.DOC, "d/" * 90))
    form = replace(GAPS_FORM, audit=Audit(p.COMMIT, "b" * 40, (p.ERD, long)))
    view = openable(modals.gaps(form, 1))
    assert "evidence:" + "d/" * 90 not in options(view, "about:0")
    assert "1 more is not in the menu" in words(view)


def test_an_addressed_gap_is_read_with_its_project() -> None:
    view = openable(modals.address(AddressForm(p.GAP)))
    values = {"done": {"done": typed("Drilled today")}}
    assert reading.read_address(submitted(view, values)) == Address(
        "P4-G2", "Drilled today", "atlas"
    )


def test_an_empty_answer_to_a_gap_is_sent_back() -> None:
    view = modals.address(AddressForm(p.GAP))
    errors = reading.read_address(submitted(view, {"done": {"done": typed(" ")}}))
    assert errors == {"done": "Say what was done and where to look."}


def test_a_withdrawal_is_asked_for_once_more() -> None:
    view = openable(modals.withdraw(WithdrawForm(p.OPEN, p.ADA)))
    assert view["close"]["text"] == "Keep it"
    assert reading.read_withdraw(submitted(view, {})) == WithdrawRound(p.ROUND_ID)


def test_the_evidence_sheet_shows_every_item_with_its_mend() -> None:
    sheet = EvidenceSheet(p.OPEN, p.AUDIT, "https://git.example/c/4f1c2ab")
    view = openable(evidence_forms.sheet(sheet))
    assert "submit" not in view
    assert "Make it green and push." in words(view)
    assert [n["type"] for n in acting(view)] == ["link"]


def test_the_first_gap_has_to_be_written_unless_one_may_be_listed_again() -> None:
    def optional(form: GapsForm) -> list[bool]:
        blocks = modals.gaps(form, 3)["blocks"]
        return [b["optional"] for b in blocks if b.get("block_id", "").startswith("text")]

    assert optional(replace(GAPS_FORM, earlier=())) == [False, True, True]
    assert optional(replace(GAPS_FORM, earlier=(p.GAP,))) == [True, True, True]


def test_the_evidence_sheet_names_every_deliverable() -> None:
    named = tuple(f"thing {n}" for n in range(1, 8))
    sheet = EvidenceSheet(p.OPEN, p.AUDIT, None, deliverables=named)
    shown = words(openable(evidence_forms.sheet(sheet)))
    assert all(each in shown for each in named)
    assert "Deliverables" not in words(evidence_forms.sheet(EvidenceSheet(p.OPEN, p.AUDIT, None)))


def test_the_evidence_sheet_of_an_owner_adds_and_removes() -> None:
    for audit, wanted in (
        (p.AUDIT, [actions.ADD_EVIDENCE, actions.REMOVE_EVIDENCE]),
        (replace(p.AUDIT, findings=()), [actions.ADD_EVIDENCE]),
    ):
        view = openable(evidence_forms.sheet(EvidenceSheet(p.OPEN, audit, None, may_change=True)))
        pressed = [n for n in nodes(view) if n.get("type") == "button"]
        assert [n["action_id"] for n in pressed] == wanted
        assert {n["value"] for n in pressed} == {f"{p.OPEN.project}/{p.OPEN.phase}"}
        assert "voids its approvals" in words(view)


def test_a_notice_and_a_loading_form_can_be_opened() -> None:
    for reason in REFUSALS:
        openable(modals.notice("Approve P4", replies.refusal(reason)))
    openable(modals.loading("Approve a phase with a long name"))


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"private_metadata": "", "state": {"values": {}}},
        {"private_metadata": "[]", "state": {"values": {}}},
        {"private_metadata": '{"round": 7}', "state": {"values": {}}},
        {"private_metadata": '{"round": "r", "digest": "d"}'},
        {"private_metadata": '{"round": "r", "digest": "d"}', "state": {"values": {"role": 7}}},
        {"private_metadata": '{"round": "r", "digest": "d"}', "state": {"values": []}},
    ],
)
def test_a_forged_form_is_refused_as_none_of_ours(forged: View) -> None:
    with pytest.raises(BadForm):
        reading.read_approval(forged)


def test_a_forged_menu_value_is_refused() -> None:
    view = modals.gaps(GAPS_FORM, 1)
    values = {"about:0": {"about": picked("else:x")}, "text:0": {"text": typed("y")}}
    with pytest.raises(BadForm):
        reading.read_gaps(submitted(view, values))


@settings(max_examples=40, deadline=None, phases=QUICK)
@given(rounds(), gaps(), audits(), st.lists(texts(), max_size=30), st.integers(1, 10))
def test_whatever_comes_in_slack_opens_the_forms(
    review: Round, listed: tuple[Gap, ...], audit: Audit, names: list[str], rows: int
) -> None:
    roles = tuple(dict.fromkeys(names))
    openable(modals.approval(ApprovalForm(review, roles, audit, None, listed)))
    openable(modals.gaps(GapsForm(review, roles, audit, tuple(names), listed), rows))
    openable(modals.withdraw(WithdrawForm(review, review.requester)))
    for gap in filter(actions.addressable, listed[:1]):
        openable(modals.address(AddressForm(gap)))
