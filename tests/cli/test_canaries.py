"""A secret in a setting, wherever it is set by right or by mistake, is shown by no command."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import VARIABLES, SettingsError, load_settings, secret_values
from tests.cli.test_commands import gatebot
from tests.support.repository import bare

CANARY = "c4naryS3cretZ9"
FINE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
SHAPES = (
    "{0}",
    "https://me:{0}@host.example/a/b",
    "https://{0}@host.example",
    "https://host.example/a?token={0}",
    "https://host.example/a?{0}",
    "https://host.example/a#{0}",
    "https://host.example:{0}/a",
    "https://[{0}/a",
    "http://me:{0}@host.example/a",
    "ssh://git:{0}@host.example/a/b",
    "git@{0}:a/b",
    "postgresql://gate:{0}@host.example/db",
    "sqlite+nothing://me:{0}@/x",
    "xapp-{0}",
    "xoxb-{0}",
    "/no/such/folder/{0}",
    "host:{0}",
)
KEYS = ("repo", "api_url", "name", "branch", "host", "write", "github_token", "channels")
HOSTS = ("local", "github", "gitlab", "gitea", "git")


def toml(host: str, key: str, value: str) -> str:
    rows = {"name": "p", "host": host, "repo": "a/b", "channels": ["C0123456789"]}
    rows[key] = value
    lines = [
        f"{name} = {[*given] if isinstance(given, list) else repr(given)}"
        for name, given in rows.items()
    ]
    return "\n".join(["[[projects]]", *lines]).replace("'", '"')


def problems(environ: dict[str, str]) -> str:
    try:
        found = load_settings(environ)
    except SettingsError as error:
        return str(error)
    return repr(found)


# A branch or a folder is no secret, and has to be named where it is wrong.
@given(
    name=st.sampled_from(sorted(VARIABLES.values())),
    shape=st.sampled_from(SHAPES),
    ending=st.sampled_from(["", "_FILE"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_problem_shows_a_variable(tmp_path: Path, name: str, shape: str, ending: str) -> None:
    (tmp_path / "gatebot.toml").write_text(toml("local", "repo", "repo.git"))
    environ = {**FINE, "GATEBOT_CONFIG": str(tmp_path / "gatebot.toml")}
    environ.pop(name, None)
    environ[name + ending] = shape.format(CANARY)
    shown = problems(environ)
    if name not in {"GATEBOT_MIRRORS", "GATEBOT_GIT_USERNAME", "GATEBOT_GITHUB_APP_ID"}:
        assert CANARY not in shown


@given(host=st.sampled_from(HOSTS), key=st.sampled_from(KEYS), shape=st.sampled_from(SHAPES[1:10]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_problem_shows_what_the_file_says(
    tmp_path: Path, host: str, key: str, shape: str
) -> None:
    (tmp_path / "gatebot.toml").write_text(toml(host, key, shape.format(CANARY)))
    tokens = {"GATEBOT_GITHUB_TOKEN": "t", "GATEBOT_GITLAB_TOKEN": "t", "GATEBOT_GITEA_TOKEN": "t"}
    shown = problems({**FINE, **tokens, "GATEBOT_CONFIG": str(tmp_path / "gatebot.toml")})
    if key != "branch":
        assert CANARY not in shown


EVERYWHERE = {
    "SLACK_BOT_TOKEN": f"xoxb-{CANARY}",
    "SLACK_APP_TOKEN": f"xapp-{CANARY}",
    "SLACK_SIGNING_SECRET": CANARY,
    "GATEBOT_GITHUB_TOKEN": CANARY,
    "GATEBOT_GITLAB_TOKEN": CANARY,
    "GATEBOT_GITEA_TOKEN": CANARY,
    "GATEBOT_GIT_USERNAME": "bot",
    "GATEBOT_GIT_TOKEN": CANARY,
    "GATEBOT_WEBHOOK_SECRET": CANARY * 2,
    "HTTPS_PROXY": f"http://me:{CANARY}@127.0.0.1:9",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}


@pytest.mark.parametrize(
    ("command", "changed", "host"),
    [
        ("check", {}, "local"),
        ("check", {}, "git"),
        ("serve", {}, "gitlab"),
        ("serve", {"SLACK_API_URL": f"http://me:{CANARY}@127.0.0.1:9/api/"}, "local"),
        ("check", {"SLACK_API_URL": f"https://slack.invalid/?token={CANARY}"}, "local"),
        ("serve", {"GATEBOT_DATABASE_URL": f"postgresql://gate:{CANARY}@127.0.0.1:9/x"}, "local"),
        ("migrate", {"GATEBOT_DATABASE_URL": f"postgresql://gate:{CANARY}@127.0.0.1:9/x"}, "local"),
        ("migrate", {"GATEBOT_DATABASE_URL": f"mysql://gate:{CANARY}@127.0.0.1:9/x"}, "local"),
        ("digest --preview", {}, "git"),
        ("check", {"GATEBOT_GITHUB_TOKEN": "", "GATEBOT_GITHUB_TOKEN_FILE": CANARY}, "github"),
    ],
)
def test_no_command_shows_a_secret(
    tmp_path: Path, command: str, changed: dict[str, str], host: str
) -> None:
    repo = {"local": str(bare(tmp_path / "repo.git")), "git": "https://127.0.0.1:9/a.git"}
    lines = toml(host, "repo", repo.get(host, "a/b"))
    if host == "gitlab":
        lines += '\napi_url = "https://127.0.0.1:9"'
    (tmp_path / "gatebot.toml").write_text(lines)
    done = gatebot(*command.split(), cwd=tmp_path, **{**EVERYWHERE, **changed})
    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1, 2, 3}


def test_what_no_output_may_show(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    environ = {
        "SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"),
        "GATEBOT_DATABASE_URL": "postgresql://gate:of-the-database@db/gate",
        "https_proxy": "http://me:of-the-proxy@proxy:3128",
        "GATEBOT_LISTEN": "127.0.0.1:3000",
    }
    assert set(secret_values(environ)) == {"from-a-file", "of-the-database", "of-the-proxy"}
