"""Rounds that wait for three approvals each, and the deliveries that give them."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from bot.app.api.forms import ApprovalForm
from bot.ports.card import Brief
from bot.ports.store import Store
from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Subject, Verdict
from bot.readiness.round import Reviewer, Round, Seat, Terms
from bot.slack.views import fields, modals

OWNER: Final = Reviewer("U0OWNER", "olu", "Olu", "olu@example.com")
REVIEWERS: Final = tuple(
    (role, Reviewer(f"U0{role.upper()}", name, name.title(), f"{name}@example.com"))
    for role, name in (("architecture", "ada"), ("security", "sol"), ("ops", "oda"))
)
_ITEMS: Final = (
    (Kind.DOC, "architecture/ERD.md", "The file is there and not empty."),
    (Kind.CONTRACT, "api/openapi.yaml#/paths/~1v1~1allocations/post", "The pointer resolves."),
    (Kind.CODE, "internal/allocation/create.go", "The file is there."),
    (Kind.TEST, "tests/persistence/allocation_test.go::TestAllocation", "Green."),
    (Kind.ARTIFACT, "operations/evidence/exec/soak-run.md", "The file is there."),
)


def _audit() -> Audit:
    findings = tuple(
        Finding(Evidence(kind, ref), Verdict.PASS, said, subjects=(Subject(ref, "b" * 40),))
        for kind, ref, said in _ITEMS
    )
    return Audit("c" * 40, "a" * 40, findings)


def rounds(project: str, amount: int) -> list[Round]:
    """Return open rounds, each of a phase of its own, with three seats to fill."""
    audit = _audit()
    seats = tuple(Seat(role, 1, (person.slack,)) for role, person in REVIEWERS)
    first = Round(
        id="",
        project=project,
        phase="",
        title="ERD and Persistence Model",
        number=1,
        requester=OWNER,
        requested_at=datetime.now(UTC),
        commit=audit.commit,
        digest=audit.digest,
        policy_oid=audit.policy_oid,
        terms=Terms(seats),
        owners=(OWNER,),
    )
    return [replace(first, id=str(uuid.uuid4()), phase=f"B{n}") for n in range(amount)]


async def keep(store: Store, prepared: list[Round], channel: str) -> None:
    """Put the rounds into the database, as a request leaves them."""
    people = (OWNER, *(person for _, person in REVIEWERS))
    brief = Brief(_audit(), ("An ERD", "A migration", "A rollback"), channel, people)
    async with store.transaction() as tx:
        for each in prepared:
            await tx.add_round(each, brief)


def approvals(prepared: list[Round]) -> Iterator[str]:
    """Yield the body of each approval: first one for every round, then the second, the third."""
    audit = _audit()
    for role, person in REVIEWERS:
        for each in prepared:
            view = modals.approval(ApprovalForm(each, (role,), audit, None, ()))
            yield submission(view, person.slack)


def submission(view: dict[str, Any], user: str) -> str:
    """Return the body of a form's submission, with the fields that Slack sends."""
    shown = {
        **view,
        "id": f"V{uuid.uuid4().hex[:10].upper()}",
        "hash": "1700000000.abcdefgh",
        "team_id": "T0BENCH",
        "app_id": "A0BENCH",
        "bot_id": "B0BENCH",
        "root_view_id": "V0BENCH",
        "previous_view_id": None,
        "external_id": "",
        "clear_on_close": False,
        "state": {"values": {fields.NOTE: {fields.NOTE: {"type": "plain_text_input"}}}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": "T0BENCH", "domain": "bench"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": "T0BENCH"},
        "api_app_id": "A0BENCH",
        "token": "not-used-any-more",
        "trigger_id": f"1.2.{uuid.uuid4().hex}",
        "view": shown,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return urlencode({"payload": json.dumps(payload)})
