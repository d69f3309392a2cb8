"""The hooks of the repository behind a fake, which a real host runs for what it writes itself."""

import asyncio
from pathlib import Path


async def pre_receive(repository: Path) -> None:
    """Run the repository's pre-receive hook, if it has one; it may take its time."""
    hook = repository / "hooks" / "pre-receive"
    if await asyncio.to_thread(hook.exists):
        process = await asyncio.create_subprocess_exec(hook, cwd=repository)
        assert await process.wait() == 0, "the demo's hook refuses nothing"
