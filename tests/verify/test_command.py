"""`gatebot verify` and `gatebot keys` as a pipeline runs them."""

import json
import os
import stat
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.outcome import Exit
from bot.signing.keys import read_public_keys, read_signing_key
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def keys(signed: Copy, tmp_path: Path) -> Path:
    file = tmp_path / "trusted.pem"
    file.write_text("".join(key.pem for key in signed.keys or ()))
    return file


def test_a_repository_that_verifies_exits_0(unsigned: Copy, capsys: Capture) -> None:
    assert main(["verify", "--repo", str(unsigned.path)]) == Exit.OK
    assert capsys.readouterr().out.endswith("2 of 2 sign-offs verified, 0 failures.\n")


def test_signatures_are_checked_by_the_keys_that_are_given(
    signed: Copy, unsigned: Copy, keys: Path, capsys: Capture
) -> None:
    assert main(["verify", "--repo", str(signed.path), "--keys", str(keys)]) == Exit.OK
    assert "signed by" in capsys.readouterr().out
    assert main(["verify", "--repo", str(unsigned.path), "--keys", str(keys)]) == Exit.FAILED
    assert "it is not signed" in capsys.readouterr().out


def test_a_failure_exits_1_and_names_file_line_and_commit(unsigned: Copy, capsys: Capture) -> None:
    text = unsigned.text(TRACKER).splitlines(keepends=True)
    line = next(at for at, each in enumerate(text) if "| P4 | ops |" in each)
    forged = unsigned.commit({TRACKER: "".join([*text[:line], *text[line + 1 :]])})
    command = ["verify", "--repo", str(unsigned.path), "--at", forged]

    assert main(command) == Exit.FAILED
    shown = capsys.readouterr().out
    assert f"✗ {TRACKER}:{line + 1}: " in shown
    assert f"({forged[:12]})" in shown
    assert main([*command, "--json"]) == Exit.FAILED
    value = json.loads(capsys.readouterr().out)
    assert value["ok"] is False
    (finding,) = (f for f in value["findings"] if f["level"] == "fail")
    assert (finding["what"], finding["file"], finding["line"], finding["commit"]) == (
        "row gone",
        TRACKER,
        line + 1,
        forged,
    )


def test_what_a_record_says_starts_no_line_of_its_own(unsigned: Copy, capsys: Capture) -> None:
    path = "operations/evidence/signoffs/P3/11111111-2222-4333-8444-555555555555.json"
    forged = unsigned.commit({path: '{"_type": 1, "\\n::error::all is well\\u001b[0m": 1}'})
    record = unsigned.text(unsigned.record_path("P4"))
    renamed = record.replace('"Anouk Visser"', '"A\\n::notice::fine\\u001b[2J"')
    landing = unsigned.amend("P4", {unsigned.record_path("P4"): renamed})
    for at, code in ((forged, Exit.OK), (landing, Exit.FAILED)):  # a stray file is a warning
        assert main(["verify", "--repo", str(unsigned.path), "--at", at]) == code
        shown = capsys.readouterr().out
        assert "\x1b" not in shown
        assert not any(line.startswith("::") for line in shown.splitlines())


def test_a_checkout_verifies_like_a_bare_clone(unsigned: Copy, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(unsigned.path), "checkout")
    git(tmp_path / "checkout", "worktree", "add", "--quiet", "--detach", "../worktree")

    assert main(["verify", "--repo", str(tmp_path / "checkout")]) == Exit.OK
    assert main(["verify", "--repo", str(tmp_path / "worktree")]) == Exit.OK


def test_a_clone_without_ci_notes_says_what_it_took_for_granted(
    unsigned: Copy, tmp_path: Path, capsys: Capture
) -> None:
    git(tmp_path, "clone", "--quiet", str(unsigned.path), "checkout")

    assert main(["verify", "--repo", str(tmp_path / "checkout")]) == Exit.OK
    assert "unless refs/notes/ci is fetched" in capsys.readouterr().out


def test_a_shallow_clone_exits_2_and_names_the_mend(
    unsigned: Copy, tmp_path: Path, capsys: Capture
) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=3", f"file://{unsigned.path}", "shallow")

    assert main(["verify", "--repo", str(tmp_path / "shallow")]) == Exit.USAGE
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_a_clone_without_blobs_exits_2_and_fetches_nothing(
    unsigned: Copy, tmp_path: Path, capsys: Capture
) -> None:
    git(unsigned.path, "config", "uploadpack.allowFilter", "true")
    url = f"file://{unsigned.path}"
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", url, "partial")
    git(tmp_path / "partial", "remote", "set-url", "origin", "file:///nowhere")

    assert main(["verify", "--repo", str(tmp_path / "partial")]) == Exit.USAGE
    assert "not in this clone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--at", "nowhere"], "names no commit"),
        (["--at", "--all"], "names no commit"),
        (["--keys", os.devnull], "no public key"),
        (["--keys", "/nowhere/at.all"], "can't be read"),
    ],
)
def test_what_can_not_be_used_exits_2(
    unsigned: Copy, capsys: Capture, options: list[str], said: str
) -> None:
    joined = f"{options[0]}={options[1]}"
    assert main(["verify", "--repo", str(unsigned.path), joined]) == Exit.USAGE
    assert said in capsys.readouterr().err


def test_no_repository_and_no_policy_exit_2(tmp_path: Path, capsys: Capture) -> None:
    assert main(["verify", "--repo", str(tmp_path)]) == Exit.USAGE
    assert "no Git repository" in capsys.readouterr().err
    git(tmp_path, "init", "--quiet")
    name = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    git(tmp_path, *name, "commit", "--quiet", "--allow-empty", "-m", "Start")
    assert main(["verify", "--repo", str(tmp_path)]) == Exit.USAGE
    assert "no .gatebot.yml in the history" in capsys.readouterr().err
    (tmp_path / ".gatebot.yaml").write_text("documents: {}\n")
    git(tmp_path, "add", ".gatebot.yaml")
    git(tmp_path, *name, "commit", "--quiet", "-m", "Add a policy")
    assert main(["verify", "--repo", str(tmp_path)]) == Exit.USAGE
    assert "Found .gatebot.yaml; gatebot reads .gatebot.yml" in capsys.readouterr().err


def test_new_keys_are_a_pair_and_the_private_one_is_ours_alone(
    tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "gatebot.pem"

    assert main(["keys", "new", "--out", str(out)]) == Exit.OK
    shown = capsys.readouterr()
    (public,) = read_public_keys(shown.out)
    private = read_signing_key(out.read_text())
    assert public.verifies(private.sign(b"data"), b"data")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "PRIVATE" not in shown.out + shown.err
    before = out.read_text()
    assert main(["keys", "new", "--out", str(out)]) == Exit.USAGE
    assert out.read_text() == before
