"""What lies in the clone's own Git folder talks no verification round."""

from pathlib import Path

import pytest

from bot.cli.outcome import Exit
from bot.cli.verify import verify_clone
from bot.verify import Level, What
from tests.support.repository import git
from tests.verify.hostile import TRACKER, Target, target, wanted
from tests.verify.tampering import failures

FORGED = {"doc/T.md": TRACKER.replace("Architecture | In Progress", "Architecture | Signed Off")}


@pytest.fixture
def there(tmp_path: Path) -> Target:
    return target(tmp_path)


@pytest.mark.parametrize("worktree", [False, True])
def test_grafts_are_refused(
    there: Target, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, worktree: bool
) -> None:
    """By a graft the forgery's child would be the start's, and the forgery not in the history."""
    start = there.copy.head
    there.push(FORGED)
    back = there.push({"doc/T.md": TRACKER})
    folder = there.path
    if worktree:
        folder = tmp_path / "linked"
        git(there.path, "worktree", "add", "--quiet", "--detach", str(folder), "main")
    (there.path / "info" / "grafts").write_text(f"# by hand\n{back} {start}\n")

    assert verify_clone(wanted(folder), None) is Exit.USAGE
    assert "info/grafts" in capsys.readouterr().err


def test_an_empty_file_of_grafts_is_none(there: Target) -> None:
    (there.path / "info" / "grafts").write_text("# nothing here\n\n")

    assert verify_clone(wanted(there.path), None) is Exit.OK


async def test_replaced_objects_are_told_and_not_read(there: Target) -> None:
    """A pusher can push such refs, so they stop nothing; git would show what was not verified."""
    start = there.copy.head
    forged = there.push(FORGED)
    fine = there.copy.commit({"README.md": "#\n"}, tree=start)
    git(there.path, "replace", forged, fine)
    report = await there.copy.verified()

    assert What.STATUS_WITHOUT_RECORD in {f.what for f in failures(report)}
    (told,) = (f for f in report.findings if f.what is What.OBJECTS_REPLACED)
    assert told.level is Level.WARN
    assert "1 object" in told.said
