"""git as people use it, without anybody's settings."""

import asyncio
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

_PASSED_ON: Final = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
_FIXED: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
_SECONDS: Final = 40.0  # a push may be held for half a minute


class GitFailed(Exception):
    """A git command ended with an error; the text is what it said."""


async def git(
    folder: Path, *arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None
) -> str:
    """Run git in a folder and return what it prints; raises GitFailed, TimeoutError."""
    process = await asyncio.create_subprocess_exec(
        "git",
        *arguments,
        cwd=folder,
        env=_environment() | dict(environment or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            out, err = await process.communicate(stdin.encode())
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise GitFailed(f"git {arguments[0]}: {err.decode('utf-8', 'replace').strip()}")
    return out.decode("utf-8", "replace")


def identity(name: str, email: str, at: datetime) -> dict[str, str]:
    """Return the variables that say who commits, and when (an aware time)."""
    stamp = f"{int(at.timestamp())} +0000"
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", email), ("DATE", stamp))
    }


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _FIXED
