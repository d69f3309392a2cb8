from pathlib import Path

import pytest

from bot.doctor.checks import Check, State, exit_code
from bot.doctor.examine import examine_without
from bot.sandbox.workspace import Workspace
from bot.settings import ProjectSettings, SettingsError, load_settings
from tests.doctor.house import House


async def test_a_house_in_order_has_nothing_to_mend(house: House) -> None:
    checks = await house.examine()
    assert {c.state for c in checks} == {State.OK}
    assert list(dict.fromkeys(c.section for c in checks)) == ["settings", "Slack", "project demo"]
    (phase,) = (c.said for c in checks if c.name == "phase P2")
    assert phase == (
        "P2 is owned by Dana and can be reviewed; evidence: 1; required and not listed yet: code."
    )
    assert exit_code(checks) == 0


async def test_nothing_is_written_anywhere(house: House) -> None:
    workspace = Workspace(house.team)
    before = _files(house.folder)
    await house.examine_in(workspace)
    assert _files(house.folder) == before
    assert not any(workspace.messages.timeline(channel) for channel in workspace.channels)
    assert not any(channel.is_im for channel in workspace.channels.values())


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_broken_part_hides_no_other(house: House) -> None:
    house.commit({"tracker.md": "No phase is here.\n"})
    house.commit({"queue.yaml": "tasks: [{title: Nameless}]\n"})
    house.settings = {
        "slack_app_token": "xapp-other",
        "projects": [
            house.project(name="gone", repo=str(house.folder / "gone"), channels=["C0HOME"]),
            house.project(channels=["C0AWAY"]),
        ],
    }
    failed = [(c.section, c.name) for c in await house.examine() if c.state is State.FAIL]
    assert failed == [
        ("Slack", "app token"),
        ("project gone", "repository"),
        ("project demo", "tracker"),
        ("project demo", "work queue"),
        ("project demo", "channel C0AWAY"),
    ]


async def test_without_settings_the_projects_are_still_looked_at(house: House) -> None:
    config = house.folder / "gatebot.toml"
    config.write_text('[[projects]]\nname = "demo"\nrepo = "repo.git"\nchannels = ["C0HOME"]\n')
    house.edit("tracker.md", "In Progress", "In Progres")
    with pytest.raises(SettingsError) as raised:
        load_settings({"GATEBOT_CONFIG": str(config), "SLACK_APP_TOKEN": "xapp-1"})
    checks = await examine_without(raised.value)
    troubles = [(c.section, c.name, c.state) for c in checks if c.state is not State.OK]
    assert troubles == [
        ("settings", "settings", State.FAIL),
        ("Slack", "Slack", State.WARN),
        ("project demo", "tracker", State.FAIL),
        (
            "project demo",
            "reviews by ops",
            State.WARN,
        ),  # the members of the user group are not known
    ]
    assert "SLACK_BOT_TOKEN is not set." in checks[0].said


async def test_projects_that_are_at_odds_do_not_keep_slack_from_being_asked(house: House) -> None:
    project = ProjectSettings.model_validate(house.project())
    checks = await examine_without(SettingsError(("Two projects have C0HOME.",), (project,)))
    assert "Slack" not in {c.name for c in checks}


@pytest.mark.parametrize(("state", "code"), [(State.OK, 0), (State.WARN, 0), (State.FAIL, 1)])
def test_only_what_has_to_be_mended_fails_a_pipeline(state: State, code: int) -> None:
    assert exit_code([Check("s", "n", State.OK, "Fine."), Check("s", "n", state, "So.")]) == code


async def test_no_secret_is_ever_shown(house: House) -> None:
    signing = "5f3c9a-not-to-be-seen"
    house.settings = {
        "slack_bot_token": "xoxb-1234-wrong",
        "slack_app_token": "xapp-1-wrong",
        "slack_signing_secret": signing,
        "database_url": "postgresql://gate:hunter2@db.example/gate",
        "projects": [house.project(branch=signing)],
    }
    policy = "people: {dana: {slack: xoxb-5678-pasted}}\nxoxb-5678-pasted: 1\n"
    house.commit({".gatebot.yml": policy})
    shown = " ".join(f"{c.name} {c.said} {c.mend}" for c in await house.examine())
    assert "[redacted]" in shown  # the branch that is named like the secret
    house.settings["projects"] = [house.project()]
    shown += " ".join(f"{c.name} {c.said} {c.mend}" for c in await house.examine())
    assert "There is no key `[redacted]`" in shown
    for secret in ("1234", "5678", "xapp-1", signing, "hunter2"):
        assert secret not in shown
