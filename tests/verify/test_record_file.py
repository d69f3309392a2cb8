"""Which line of a record a finding names."""

import json

import pytest

from bot.readiness.statement import record_bytes
from bot.verify.record_file import RecordFile
from tests.readiness.test_record import RICH

FILE = RecordFile("r.json", "c" * 40, record_bytes(RICH), RICH)
LINES = FILE.data.decode().split("\n")


@pytest.mark.parametrize(
    ("keys", "begins"),
    [
        ((), '"predicate":'),
        (("commit",), '"commit":'),
        (("decisions",), '"decisions":'),
        (("status", "before"), '"before":'),
        (("requester",), '"requester":'),
    ],
)
def test_a_member_is_found_by_its_keys(keys: tuple[str, ...], begins: str) -> None:
    place = FILE.place(*keys)

    assert LINES[place.line - 1].strip().startswith(begins)


def test_a_member_of_a_list_is_found_by_its_number() -> None:
    found = [FILE.place("decisions", str(at), "role").line for at in range(3)]

    roles = [LINES[line - 1].strip() for line in found]
    assert roles == [f'"role": "{d.role}"' for d in RICH.decisions]
    assert found == sorted(found)
    assert LINES[FILE.place("evidence", "1").line - 1] == "      {"


def test_what_is_not_there_is_the_whole_file() -> None:
    flat = RecordFile("r.json", "c" * 40, json.dumps(json.loads(FILE.data)).encode(), RICH)

    assert FILE.place("nothing").line == 0
    assert FILE.place("decisions", "99").line == 0
    assert FILE.place("commit", "deeper").line == 0
    assert flat.place("commit").line == 0
