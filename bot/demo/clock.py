"""The demo's clock is the workspace's: set forward there, it is later for the bot as well."""

from datetime import datetime

from bot.sandbox.workspace import Workspace


class SandboxTime:
    """Implements Clock by asking the workspace what time it is."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def now(self) -> datetime:
        """Return the time there: aware, UTC."""
        return self._workspace.clock()
