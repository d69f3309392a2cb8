import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.progress import Progress
from tests.githosts.local_lab import LocalLab
from tests.support.repository import git

POLICY = b"""\
documents: {tracker: tracker.md}
people: {ana: {slack: U01}}
roles: {architecture: [ana], security: [ana], ops: [ana]}
gates: {P2: {evidence: [test]}}
"""
TRACKER = """\
| Phase | Title | Status | Owner |
|---|---|---|---|
| P1 | Plan | In Progress | ana |
| P2 | Build | In Progress | ana |
| P3 | Ship | Not Started | ana |

| Phase | Kind | Reference | Note |
|---|---|---|---|
| P1 | doc | docs/plan.md | |
| P2 | doc | docs/plan.md | |
| P2 | doc | docs/none.md | |
"""


@pytest.fixture
def lab(tmp_path: Path) -> LocalLab:
    lab = LocalLab(tmp_path)
    files = {"tracker.md": TRACKER.encode(), ".gatebot.yml": POLICY, "docs/plan.md": b"# Plan\n"}
    lab.commit(files)
    return lab


def run(lab: LocalLab, *arguments: str) -> int:
    return main(["audit", "--repo", str(lab.repo), *arguments])


def test_the_table_and_the_exit_code(lab: LocalLab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab) == 1
    said = capsys.readouterr()
    assert "P1 Plan (In Progress): 1 of 1 pass" in said.out
    assert "✖ doc       docs/none.md" in said.out
    assert "tracker.md:11: docs/none.md is not there." in said.out
    assert "asks for evidence of the kind test as well" in said.out
    assert "P3" not in said.out
    assert said.out.rstrip().endswith("3 items: 2 pass, 1 fail.")
    assert said.err == ""


def test_one_phase(lab: LocalLab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "p1") == 0
    assert "P2" not in capsys.readouterr().out
    assert run(lab, "P3") == 1  # what was asked for by name has to have evidence
    assert "no evidence is named" in capsys.readouterr().out


def test_json_has_every_subject(lab: LocalLab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "P1", "--json") == 0
    (phase,) = json.loads(capsys.readouterr().out)["phases"]
    assert (phase["id"], phase["passed"]) == ("P1", True)
    (item,) = phase["items"]
    assert (item["verdict"], item["place"]) == ("pass", "tracker.md:9")
    assert set(item["subjects"]) == {"docs/plan.md"}


def test_an_earlier_commit(lab: LocalLab, capsys: pytest.CaptureFixture[str]) -> None:
    lab.commit({"docs/plan.md": None})
    assert run(lab, "P1") == 1
    assert run(lab, "P1", "--at", "HEAD~1") == 0
    assert run(lab, "P1", "--at", "main~1") == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("P9", "no phase P9"),
        ("--at=nowhere", "nowhere names no commit"),
        ("--at=--all", "--all names no commit"),
        ("--at=HEAD~1", ".gatebot.yml"),
    ],
)
def test_what_cannot_be_audited(
    lab: LocalLab, capsys: pytest.CaptureFixture[str], argument: str, says: str
) -> None:
    assert run(lab, argument) == 2
    assert says in capsys.readouterr().err


def test_what_is_no_clone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--repo", str(tmp_path)]) == 2
    assert "no Git repository" in capsys.readouterr().err


def test_an_item_that_cannot_be_judged_is_for_later(
    lab: LocalLab, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = lab.commit({"t.py": b"def test_a(): ...\n", "tracker.md": _with_a_test()})
    lab.note(commit, b"broken")
    assert run(lab, "P1") == 3
    assert "1 can't be judged now" in capsys.readouterr().out


def _with_a_test() -> bytes:
    row = "| P1 | test | t.py::test_a ci:1 | |\n"
    return TRACKER.replace("| P2 | doc |", f"{row}| P2 | doc |", 1).encode()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_for_those_who_watch() -> None:
    watched, piped = Terminal(), io.StringIO()
    for stream in (watched, piped):
        with Progress(2, stream) as progress:
            progress.step()
            progress.step()
    assert "1 of 2 checked" in watched.getvalue()
    assert watched.getvalue().endswith("\r\x1b[K")
    assert piped.getvalue() == ""


def test_a_clone_is_found_from_inside_of_it(
    lab: LocalLab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    git(tmp_path, "clone", "--quiet", str(lab.repo), "checkout")
    monkeypatch.chdir(tmp_path / "checkout" / "docs")

    assert main(["audit", "P1"]) == 0
    assert main(["verify"]) == 0
    assert "0 failures" in capsys.readouterr().out
    assert main(["audit", "P1", "--repo", str(lab.repo)]) == 0


def test_a_kind_that_is_missing_fails_the_phase_that_was_asked_for(
    lab: LocalLab, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker = TRACKER.replace("| P2 | doc | docs/none.md | |\n", "")
    lab.commit({"tracker.md": tracker.encode()})

    assert run(lab) == 0  # it is in progress: all that is named holds
    assert run(lab, "P2") == 1
    assert "asks for evidence of the kind test as well" in capsys.readouterr().out


@pytest.mark.parametrize(("until", "code"), [("2999-12-31", 0), ("2020-01-01", 1)])
def test_a_waived_kind_is_not_missing_until_the_waiver_runs_out(
    lab: LocalLab, capsys: pytest.CaptureFixture[str], until: str, code: int
) -> None:
    tracker = TRACKER.replace("| P2 | doc | docs/none.md | |\n", "")
    waiver = f"| P2 | test | No CI yet. | ana | {until} |"
    table = f"\n| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n{waiver}\n"
    policy = POLICY + b"policy: {waivers: {by: [ops]}}\n"
    lab.commit({"tracker.md": f"{tracker}{table}".encode(), ".gatebot.yml": policy})

    assert run(lab, "P2") == code
    said = capsys.readouterr().out
    assert ("as well" in said) is bool(code)
    assert ("ran out on 2020-01-01" in said) is bool(code)


@pytest.mark.parametrize(("status", "code"), [("Signed Off", 0), ("In Progress", 1)])
def test_the_run_that_a_phase_was_signed_off_on_still_counts(
    lab: LocalLab, capsys: pytest.CaptureFixture[str], status: str, code: int
) -> None:
    tracker = _with_a_test().replace(b"Plan | In Progress", f"Plan | {status}".encode())
    built = lab.commit({"t.py": b"def test_a(): ...\n", "tracker.md": tracker})
    lab.note(built, b'{"runs": [{"id": "1", "state": "green", "at": "2026-11-20T09:30:00Z"}]}')
    lab.commit({"src/main.py": b"print()\n"})

    assert run(lab, "P1") == code
    assert ("since then src/main.py changed" in capsys.readouterr().out) is bool(code)


def test_a_clone_without_ci_results_says_what_to_fetch(
    lab: LocalLab, capsys: pytest.CaptureFixture[str]
) -> None:
    built = lab.commit({"t.py": b"def test_a(): ...\n", "tracker.md": _with_a_test()})

    assert run(lab, "P1") == 1
    assert "git fetch origin '+refs/notes/ci:refs/notes/ci'" in capsys.readouterr().err
    lab.note(built, b'{"runs": []}')
    assert run(lab, "P1") == 1
    assert "git fetch" not in capsys.readouterr().err
