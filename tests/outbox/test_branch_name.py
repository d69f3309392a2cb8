"""A branch's name is one that Git takes, whatever the phase is called."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.repository.new_branch import branch_name
from tests.test_harmless import WORDS, demand_without_effect

BASE = "a" * 40
NASTY = (
    *(
        "P~4",
        "P..4",
        "P4.lock",
        "P@{4",
        "@",
        "-P4",
        "P 4",
        "P^4",
        "P:4",
        "P?4",
        "P*4",
        "P[4",
        "P\\4",
    ),
    *("P/4", "/P4/", "P//4", "P4.", ".P4", "P\x004", "P\x7f4", "P\n4", "", "x" * 1_000, "認" * 300),
    *("\u04204", "Ä", "\ud800", "P\u202e4"),
)


def git_takes(name: str) -> bool:
    checked = subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False)
    return checked.returncode == 0 and len(name.encode()) < 240


@pytest.mark.parametrize("phase", NASTY)
def test_git_takes_it(phase: str) -> None:
    assert git_takes(branch_name(phase, "intent", BASE))


@given(st.text(max_size=20))
@settings(max_examples=40, deadline=None)
def test_git_takes_any(phase: str) -> None:
    assert git_takes(branch_name(phase, "intent", BASE))


def test_no_two_phases_share_one() -> None:
    names = {branch_name(phase, "intent", BASE) for phase in (*NASTY, "P4", "P_4")}
    assert len(names) == len(NASTY) + 2


def test_it_can_be_read() -> None:
    assert branch_name("P4", "intent", BASE).startswith("gatebot/P4-")
    assert branch_name("Phase 4~b", "intent", BASE).startswith("gatebot/Phase_4_b-")
    assert branch_name("認証", "intent", BASE).startswith("gatebot/認証-")


@pytest.mark.parametrize("phase", WORDS)
def test_it_says_nothing_to_a_host(phase: str) -> None:
    """GitLab closes the issue whose number a branch begins with; ours begin with our own name."""
    name = branch_name(phase, "intent", BASE)
    demand_without_effect(name)
    assert name.startswith("gatebot/")
