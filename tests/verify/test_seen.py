"""What people see is what is verified."""

from pathlib import Path

import pytest

from bot.signing.envelope import BadEnvelope, open_envelope
from bot.verify import What
from tests.verify.hostile import POLICY, TRACKER, Target, target
from tests.verify.tampering import failures, kinds

P2 = "| P2 | Contracts | Not Started | ana |\n"


@pytest.fixture
def there(tmp_path: Path) -> Target:
    return target(tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        "| P2 | Contracts \u202edengiS ffO\u202c | Not Started | ana |\n",
        "| P2 | Contracts | <span hidden>Not Started</span> | ana |\n",
        "| P2 | Contracts | Not Started <!-- Signed Off --> | ana |\n",
        "| P2 | Contracts | ![Not Started](signed-off.svg) | ana |\n",
    ],
)
async def test_a_row_that_shows_something_else_fails(there: Target, row: str) -> None:
    bad = there.push({"doc/T.md": TRACKER.replace(P2, row)})
    found = [f for f in failures(await there.copy.verified()) if f.what is What.SHOWN_OTHERWISE]
    there.push({"doc/T.md": TRACKER})
    later = failures(await there.copy.verified())

    assert {(f.commit, f.place.path, f.place.line) for f in found} == {(bad, "doc/T.md", 6)}
    assert {f.commit for f in later if f.what is What.SHOWN_OTHERWISE} == {bad}


async def test_what_showed_something_else_before_gatebot_fails_while_it_does(
    there: Target,
) -> None:
    """Nobody has to accept what an adopted tracker had in it, but somebody has to clean it up."""
    hidden = TRACKER.replace("Contracts", "Contracts <i hidden>x</i>")
    first = there.copy.first({".gatebot.yml": POLICY, "doc/T.md": hidden})
    fixed = there.copy.commit({"doc/T.md": TRACKER}, tree=first)

    assert kinds(await there.copy.verified(first)) == {What.SHOWN_OTHERWISE}
    assert failures(await there.copy.verified(fixed)) == []


@pytest.mark.parametrize("word", ["\u2705 Signed Off", "\u0405igned Off"])
async def test_a_policy_in_which_a_status_looks_like_another_fails(
    there: Target, word: str
) -> None:
    there.push(
        {
            ".gatebot.yml": f'{POLICY}statuses: {{In Progress: ["{word}"]}}\n',
            "doc/T.md": TRACKER.replace("In Progress", word),
        }
    )

    assert What.UNREADABLE in kinds(await there.copy.verified())


async def test_a_phase_taken_out_and_added_again_steps_nowhere(there: Target) -> None:
    """Out of the tracker, and in again as if nothing had been done yet."""
    row = "| P1 | Architecture | In Progress | ana |\n"
    there.push({"doc/T.md": TRACKER.replace(row, "")})
    there.push({"doc/T.md": TRACKER.replace("In Progress", "Not Started")})
    (found,) = failures(await there.copy.verified())

    assert found.what is What.FORBIDDEN_STEP
    assert found.said == "P1 came back as Not Started; it was In Progress when it was taken out."


async def test_a_phase_taken_out_and_put_back_as_it_was_is_fine(there: Target) -> None:
    there.push({"doc/T.md": TRACKER.replace(P2, "")})
    there.push({"doc/T.md": TRACKER})

    assert failures(await there.copy.verified()) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"payload": "YQ==", "payload": "Yg==", "payloadType": "t", "signatures": []}',
        '{"payload": "YQ==", "payloadType": "t", "signatures": [{"sig": "YQ==", "sig": "Yg=="}]}',
    ],
)
def test_an_envelope_with_a_member_twice_is_none(text: str) -> None:
    with pytest.raises(BadEnvelope, match="twice"):
        open_envelope(text.encode())
