"""The published schema of the predicate, held against real records."""

import copy as copying
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.readiness.record import SignoffRecord
from bot.readiness.round import Waived, WaiverScope
from bot.readiness.statement import PREDICATE_TYPE, parse_record, record_bytes, statement
from bot.readiness.strict import BadRecord
from tests.readiness.test_record import RICH
from tests.verify.tampering import Copy

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "signoff.schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def errors(predicate: object) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(predicate)]


def test_the_schema_is_one_and_is_named_like_the_predicate_type() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$id"] == PREDICATE_TYPE


def test_real_records_are_as_the_schema_says(copy: Copy) -> None:
    for phase in ("P4", "EXEC"):
        value = json.loads(copy.text(copy.record_path(phase)))
        assert errors(value["predicate"]) == []
        assert value["predicate"]["gaps"] or phase == "EXEC"


def test_a_record_with_everything_in_it_is_as_the_schema_says() -> None:
    assert errors(with_uuid(RICH)) == []


def with_uuid(record: SignoffRecord) -> dict[str, Any]:
    predicate: dict[str, Any] = copying.deepcopy(statement(record)["predicate"])
    return predicate | {"correlation_id": "11111111-2222-4333-8444-555555555555"}


def test_what_was_waived_is_as_the_schema_says() -> None:
    waived = Waived(WaiverScope.ROLE, "ops", "No runtime yet.", "Anouk Visser", "2026-12-31")

    assert errors(with_uuid(replace(RICH, waivers=(waived,)))) == []
    optional = {"waivers", "carried_by", "rules"}
    assert SCHEMA["required"] == [name for name in SCHEMA["properties"] if name not in optional]


def test_what_a_pull_request_carried_is_as_the_schema_says() -> None:
    carried = replace(RICH, by_pull_request=True)
    assert errors(with_uuid(carried)) == []
    assert parse_record(record_bytes(carried)) == carried
    assert errors(with_uuid(carried) | {"carried_by": "hand"}) != []
    with pytest.raises(BadRecord, match="carried_by"):
        parse_record(record_bytes(carried).replace(b'"pull request"', b'"hand"'))


@pytest.mark.parametrize("member", sorted(SCHEMA["properties"]))
def test_every_member_is_needed_and_typed(member: str) -> None:
    predicate = with_uuid(RICH)

    needed = member in SCHEMA["required"]
    assert bool(errors({k: v for k, v in predicate.items() if k != member})) is needed
    assert errors(predicate | {member: None})


def test_no_other_member_is_allowed_anywhere() -> None:
    predicate = with_uuid(RICH)
    inner = [predicate, predicate["requester"], predicate["status"]]
    inner += [predicate[key][0] for key in ("evidence", "decisions", "gaps")]
    for value in inner:
        value["more"] = 1
        assert errors(predicate)
        del value["more"]
    assert errors(predicate) == []
