"""A whole small project, in order: its repository, its workspace, its settings. Break one part."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.doctor.checks import Check, State
from bot.doctor.examine import examine
from bot.sandbox.faults import Fault
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import AppPlan, ChannelPlan, TeamPlan, User, UserGroup
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.support.repository import ANA, Clone, bare, git

PEOPLE = ("dana", "ann", "sam", "otto")
POLICY = """\
documents:
  tracker: tracker.md
  work_queue: queue.yaml
  roadmap: roadmap.md
people:
  dana: {slack: U0DANA, display: Dana, email: dana@example.com}
  ann: {slack: U0ANN, display: Ann, email: ann@example.com}
  sam: {slack: U0SAM, display: Sam, email: sam@example.com}
  otto: {slack: U0OTTO, display: Otto, email: otto@example.com}
roles:
  architecture: [ann]
  security: [sam]
  ops: {group: S0OPS}
gates:
  P2:
    evidence: [code]
"""
TRACKER = """\
| Phase | Title | Status | Owner |
|---|---|---|---|
| P1 | Model | Signed Off | dana |
| P2 | Store | In Progress | dana |

| Phase | Kind | Reference | Note |
|---|---|---|---|
| P2 | doc | ERD.md | |
"""
ROADMAP = "## P1: Model\n\n- A model\n\n## P2: Store\n\n- A schema\n- A migration\n"
QUEUE = "tasks:\n  - {id: T1, title: Draw, phase: P2, status: todo}\n"
FILES = {
    ".gatebot.yml": POLICY,
    "tracker.md": TRACKER,
    "roadmap.md": ROADMAP,
    "queue.yaml": QUEUE,
    "ERD.md": "# ERD\n",
    "operations/evidence/soak.md": "# Soak\n",
}
TEAM = TeamPlan(
    app=AppPlan(name="gatebot"),
    users=tuple(User(f"U0{name.upper()}", name) for name in PEOPLE),
    groups=(UserGroup("S0OPS", "ops", users=("U0OTTO",)),),
    channels=(ChannelPlan("C0HOME", "home", ("U0BOT", "U0DANA")),),
)


@dataclass
class House:
    """The project under `folder`. Change its files, its team or its settings, then `examine`."""

    folder: Path
    team: TeamPlan = TEAM
    settings: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.repo = bare(self.folder / "repo.git")
        self.clone = Clone(self.folder / "clone", self.repo)
        self.commit(FILES)

    @property
    def head(self) -> str:
        return git(self.repo, "rev-parse", "main")

    def commit(self, files: dict[str, str]) -> None:
        self.clone.commit({path: text.encode() for path, text in files.items()}, author=ANA)

    def remove(self, path: str) -> None:
        self.clone.commit({path: None})

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file of the house as it is built; the old text has to be there."""
        assert old in FILES[path]
        self.commit({path: FILES[path].replace(old, new)})

    def app(self, **changes: Any) -> None:
        """Change the app of the workspace."""
        self.team = replace(self.team, app=replace(self.team.app, **changes))

    def without_scopes(self, *scopes: str) -> None:
        self.app(scopes=AppPlan().scopes - set(scopes))

    def project(self, **changes: Any) -> dict[str, Any]:
        given = {"name": "demo", "repo": str(self.repo), "channels": ["C0HOME"]}
        return given | changes

    async def examine(self) -> Sequence[Check]:
        """Check the house against a workspace that lives as long as the check."""
        return (await self.examine_in(Workspace(self.team)))[0]

    async def examine_in(self, workspace: Workspace) -> tuple[Sequence[Check], Settings]:
        server = SandboxServer(workspace)
        await server.start()
        for fault in self.faults:
            server.faults.add(fault)
        try:
            settings = Settings.model_validate(
                {
                    "projects": [self.project()],
                    "slack_bot_token": "xoxb-sandbox",
                    "slack_app_token": "xapp-sandbox",
                    "slack_api_url": server.api_url,
                    "database_url": f"sqlite:///{self.folder}/gatebot.db",
                }
                | self.settings
            )
            return await examine(settings), settings
        finally:
            await server.stop()

    async def troubles(self) -> dict[str, tuple[State, str, str]]:
        """Examine, and return what is not in order: name → state, what is said, the mend."""
        checks = [c for c in await self.examine() if c.state is not State.OK]
        names = [c.name for c in checks]
        assert len(names) == len(set(names)), names
        return {c.name: (c.state, c.said, c.mend) for c in checks}
