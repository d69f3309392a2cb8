"""One git process: no prompt, no user configuration, no secret in its environment, a time limit."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.ports.git_host import HostUnavailable, Rejected

# Server hooks run with this environment: they get what programs need and none of the bot's tokens.
_PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
)
_FIXED = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    # A person's settings (signing, hooks, push defaults) are not the bot's. The system's stay:
    # that is where an administrator lists safe folders.
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "file",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
_GRACE_SECONDS = 2.0
_NOTHING: Mapping[str, str] = MappingProxyType({})


class GitTimedOut(Exception):
    """The process was still running at its time limit and was stopped with all its children."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a git process left: its exit code, its output, and its error output as text."""

    code: int
    out: bytes
    err: str


def no_git() -> Rejected:
    """Return the error of a machine without git."""
    return Rejected("git can't be run.", "Install git and see that it is on PATH.")


def git_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of git processes, made from the bot's own."""
    return {name: environ[name] for name in _PASSED_ON if name in environ} | _FIXED


def run_git(
    git_dir: Path,
    *arguments: str,
    timeout: float,
    stdin: bytes | None = None,
    environ: Mapping[str, str] = _NOTHING,
) -> Output:
    """Run git on a repository and wait for it, `timeout` seconds at most.

    `environ` is added to the environment that every git process has.

    Raises GitTimedOut, and Rejected where there is no git to run. Blocks: call it in a thread.
    """
    command = ["git", f"--git-dir={git_dir}", *arguments]
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; arguments are validated by the callers
            command,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=git_dir,
            env=git_environment(os.environ) | dict(environ),
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise no_git() from error
    with process:
        try:
            out, err = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired as error:
            _stop(process)
            raise GitTimedOut from error
    return Output(process.returncode, out, err.decode("utf-8", "replace"))


def read_git(git_dir: Path, *arguments: str, timeout: float, stdin: bytes | None = None) -> bytes:
    """Run a git command that only reads; return its output, or raise HostUnavailable."""
    try:
        output = run_git(git_dir, *arguments, timeout=timeout, stdin=stdin)
    except GitTimedOut as error:
        raise HostUnavailable(f"git {arguments[0]} took more than {timeout:g} s.") from error
    if output.code:
        raise HostUnavailable(f"git {arguments[0]} failed: {output.err.strip()[:300]}")
    return output.out


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Its whole group, or a hook would hold the pipes open; SIGTERM first, so that git removes
    # its lock files and its quarantine.
    for each in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, each)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_GRACE_SECONDS)
            return
