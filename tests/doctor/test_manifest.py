from pathlib import Path

import yaml

from bot.doctor.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES


def test_the_scopes_that_are_checked_are_those_of_the_manifest() -> None:
    manifest = Path(__file__).parents[2] / "manifest.yml"
    scopes = yaml.safe_load(manifest.read_text("utf-8"))["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == set(REQUIRED_SCOPES)
    assert set(scopes["bot_optional"]) == set(OPTIONAL_SCOPES)
