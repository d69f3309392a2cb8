"""The settings of a project on any Git server, and of webhooks."""

from pathlib import Path

import pytest

from tests.test_settings import PROJECT, Folder

URL = "https://git.example.com/team/gates.git"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def on_git(url: str) -> str:
    return PROJECT.replace("repo.git", url) + 'host = "git"\n'


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        (URL, URL),
        (f"{URL}/", URL),
        ("https://git.example.com:8443/gates", "https://git.example.com:8443/gates"),
        ("http://127.0.0.1:8080/gates.git", "http://127.0.0.1:8080/gates.git"),
        ("http://localhost/gates.git", "http://localhost/gates.git"),
    ],
)
def test_a_url_is_taken_as_git_takes_it(folder: Folder, url: str, taken: str) -> None:
    folder.write(on_git(url))
    assert folder.load().projects[0].repo == taken


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("acme/gates", "is no https:// URL. Write what"),
        ("ssh://git@git.example.com/gates.git", "it holds credentials."),
        ("git.example.com:gates.git", "is no https:// URL"),
        ("http://git.example.com/gates.git", "in clear text. Begin it with https://"),
        ("https://git.example.com/", "is no https:// URL"),
        (f"{URL}?token=x", "has a query or a fragment."),
    ],
)
def test_a_url_that_is_none_says_what_to_write(folder: Folder, url: str, words: str) -> None:
    folder.write(on_git(url))
    (problem,) = folder.problems()
    assert words in problem
    assert problem.startswith(f"{folder.config}:3: `projects[0].repo`: ")


@pytest.mark.parametrize("credentials", ["me:hunter2", "hunter2", ":hunter2"])
def test_a_url_with_credentials_is_refused_and_not_shown(folder: Folder, credentials: str) -> None:
    folder.write(on_git(URL.replace("://", f"://{credentials}@")))
    (problem,) = folder.problems()
    assert "Take what is before the @ out of the URL, and set GATEBOT_GIT_USERNAME" in problem
    assert "hunter2" not in problem


def test_the_token_is_a_secret_and_may_come_in_a_file(folder: Folder) -> None:
    folder.write(on_git(URL))
    token = folder.file("token", "t0ken\n")
    settings = folder.load(GATEBOT_GIT_USERNAME="bot", GATEBOT_GIT_TOKEN_FILE=token)
    assert settings.git_token is not None
    assert settings.git_token.get_secret_value() == "t0ken"
    assert "t0ken" in settings.secrets()
    assert "t0ken" not in repr(settings)
    assert settings.git_username == "bot"


def test_a_user_without_a_token_is_half_of_it(folder: Folder) -> None:
    folder.write(on_git(URL))
    (problem,) = folder.problems(GATEBOT_GIT_USERNAME="bot")
    assert problem.startswith("GATEBOT_GIT_USERNAME is set and GATEBOT_GIT_TOKEN is not:")
    (problem,) = folder.problems(GATEBOT_GIT_USERNAME="b:c", GATEBOT_GIT_TOKEN="t")
    assert problem.startswith("GATEBOT_GIT_USERNAME: ")


@pytest.mark.parametrize(
    ("environ", "kept"),
    [
        ({}, "gatebot-mirrors"),
        ({"GATEBOT_DATABASE_URL": "sqlite+aiosqlite:////data/gatebot.db"}, "/data/gatebot-mirrors"),
        ({"GATEBOT_DATABASE_URL": "sqlite:///var/g.db?mode=rw"}, "var/gatebot-mirrors"),
        ({"GATEBOT_DATABASE_URL": "postgresql://db/gate"}, "gatebot-mirrors"),
        ({"GATEBOT_MIRRORS": "/cache/mirrors"}, "/cache/mirrors"),
    ],
)
def test_mirrors_are_kept_beside_the_database(
    folder: Folder, environ: dict[str, str], kept: str
) -> None:
    assert folder.load(**environ).mirrors_folder == Path(kept)


def test_the_webhook_secret_is_one(folder: Folder) -> None:
    settings = folder.load(GATEBOT_WEBHOOK_SECRET="hush-hush-hush-hush")
    assert "hush-hush-hush-hush" in settings.secrets()
    assert "hush-hush-hush-hush" not in repr(settings)


@pytest.mark.parametrize(
    ("secret", "words"),
    [("short-secret", "openssl rand -hex 32"), ("whsec_no*base64*at*all", "Copy it whole")],
)
def test_a_webhook_secret_that_is_none_is_not_shown(
    folder: Folder, secret: str, words: str
) -> None:
    (problem,) = folder.problems(GATEBOT_WEBHOOK_SECRET=secret)
    assert problem.startswith("GATEBOT_WEBHOOK_SECRET: it ")
    assert words in problem
    assert secret not in problem
