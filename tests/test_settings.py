from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

PROJECT = '[[projects]]\nname = "demo"\nrepo = "repo.git"\nchannels = ["C0HOME"]\n'
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


class Folder:
    """A folder with a gatebot.toml; `load` reads it with an environment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "gatebot.toml"
        self.write(PROJECT)

    def write(self, text: str) -> None:
        self.config.write_text(text, encoding="utf-8")

    def file(self, name: str, text: str) -> str:
        (self.path / name).write_text(text, encoding="utf-8")
        return str(self.path / name)

    def load(self, **environ: str) -> Settings:
        return load_settings({"GATEBOT_CONFIG": str(self.config), **TOKENS, **environ})

    def problems(self, **environ: str) -> tuple[str, ...]:
        with pytest.raises(SettingsError) as raised:
            self.load(**environ)
        return raised.value.problems


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_the_environment_and_the_file_make_the_settings(folder: Folder) -> None:
    settings = folder.load(GATEBOT_LISTEN="127.0.0.1:0")
    assert settings.projects[0].repo == str(folder.path / "repo.git")
    assert settings.address == ("127.0.0.1", 0)
    assert settings.socket_mode
    assert settings.slack_api_url == "https://slack.com/api/"


def test_a_repository_is_found_from_the_folder_of_the_file(folder: Folder) -> None:
    folder.write(PROJECT.replace("repo.git", "../elsewhere/repo.git"))
    assert folder.load().projects[0].repo == str(folder.path.parent / "elsewhere" / "repo.git")
    folder.write(PROJECT.replace("repo.git", "/srv/repo.git"))
    assert folder.load().projects[0].repo == "/srv/repo.git"


@pytest.mark.parametrize(
    "name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"]
)
def test_each_variable_may_come_in_a_file(folder: Folder, name: str) -> None:
    values = {
        "SLACK_BOT_TOKEN": "xoxb-2",
        "SLACK_APP_TOKEN": "xapp-2",
        "SLACK_SIGNING_SECRET": "secret-2",
        "SLACK_API_URL": "http://127.0.0.1:2/",
    }
    given = {name: "", f"{name}_FILE": folder.file("value", values[name] + "\n")}
    settings = folder.load(**given)
    shown = (*settings.secrets(), settings.slack_api_url)
    assert values[name] in shown


def test_the_path_of_the_file_may_come_in_a_file(folder: Folder) -> None:
    at = folder.file("where", str(folder.config))
    assert load_settings({"GATEBOT_CONFIG_FILE": at, **TOKENS}).projects[0].name == "demo"


def test_a_variable_and_its_file_are_one_too_many(folder: Folder) -> None:
    given = folder.file("token", "xoxb-2")
    assert folder.problems(SLACK_BOT_TOKEN_FILE=given) == (
        "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set: unset one of them.",
    )


def test_a_file_that_can_not_be_used_is_said_once(folder: Folder) -> None:
    for text, why in (("", "it is empty"), (None, "No such file or directory")):
        path = folder.path / "token"
        path.unlink(missing_ok=True)
        if text is not None:
            folder.file("token", text)
        (problem,) = folder.problems(SLACK_BOT_TOKEN="", SLACK_BOT_TOKEN_FILE=str(path))
        assert problem == (
            f"SLACK_BOT_TOKEN_FILE ({path}) can't be used: {why}. Mend the file or the path, or "
            "unset the variable."
        )


def test_every_problem_is_said_at_once(folder: Folder) -> None:
    folder.config.unlink()
    problems = folder.problems(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="", GATEBOT_LISTEN="3000")
    assert [problem.split(" ")[0] for problem in problems] == [
        str(folder.config),
        "SLACK_BOT_TOKEN",
        "GATEBOT_LISTEN:",
        "SLACK_APP_TOKEN",
    ]
    assert "write it, or name another with GATEBOT_CONFIG" in problems[0]
    assert "OAuth & Permissions" in problems[1]


def test_broken_toml_says_where(folder: Folder) -> None:
    folder.write("[[projects]\n")
    (problem,) = folder.problems()
    assert "is not valid TOML" in problem
    assert "line 1" in problem


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-9"}, "SLACK_BOT_TOKEN: it holds an app-level token"),
        ({"SLACK_APP_TOKEN": "xoxb-9"}, "SLACK_APP_TOKEN: it holds a bot or user token"),
        ({"SLACK_BOT_TOKEN": "xoxp-9"}, "SLACK_BOT_TOKEN: it doesn't begin with “xoxb-”"),
        ({"SLACK_APP_TOKEN": "secret9"}, "SLACK_APP_TOKEN: it doesn't begin with “xapp-”"),
        ({"SLACK_SIGNING_SECRET": "xapp-9"}, "SLACK_SIGNING_SECRET: it holds a token."),
        ({"SLACK_API_URL": "slack.com/api9"}, "SLACK_API_URL: it is no http or https URL."),
        ({"SLACK_API_URL": "ftp://slack9"}, "SLACK_API_URL: it is no http or https URL."),
    ],
)
def test_a_secret_in_the_wrong_place_is_named_and_never_shown(
    folder: Folder, variables: dict[str, str], words: str
) -> None:
    (problem,) = folder.problems(**variables)
    assert problem.startswith(words)
    assert "9" not in problem


def test_an_api_url_gets_its_slash(folder: Folder) -> None:
    assert folder.load(SLACK_API_URL="http://127.0.0.1:1/api").slack_api_url.endswith("/api/")


@pytest.mark.parametrize("listen", ["3000", ":3000", "host:", "host:65536", "::1:3000", "h:3²"])
def test_an_address_that_is_none(folder: Folder, listen: str) -> None:
    (problem,) = folder.problems(GATEBOT_LISTEN=listen)
    assert problem.startswith("GATEBOT_LISTEN: it is no address. Write host:port")


def test_an_address_of_the_newer_kind(folder: Folder) -> None:
    assert folder.load(GATEBOT_LISTEN="[::1]:3000").address == ("::1", 3000)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (PROJECT + 'chanel = "x"\n', ":5: there is no key `projects[0].chanel`. Did you mean"),
        ("liste = 1\n" + PROJECT, ":1: there is no key `liste`. Did you mean `listen`?"),
        (PROJECT.replace('"C0HOME"', '"#home"'), ":4: `projects[0].channels[0]`: '#home' is a"),
        (PROJECT.replace('"C0HOME"', '"home"'), ":4: `projects[0].channels[0]`: 'home' is no"),
        (PROJECT.replace('"C0HOME"', ""), ":4: `projects[0].channels`: it is empty. List"),
        (PROJECT.replace('"demo"', '"a b"'), ":2: `projects[0].name`: "),
        (PROJECT + '[[projects]]\nname = "b"\nrepo = "b"\n', ":5: `projects[1].channels` is"),
        (PROJECT + 'host = "svn"\n', ":5: `projects[0].host`: "),
        (PROJECT + 'host = "github"\n', ":3: `projects[0].repo`: 'repo.git' is no repository on"),
        (PROJECT + 'write = "force"\n', ":5: `projects[0].write`: "),
        (
            PROJECT + 'write = "pull_request"\n',
            ':5: `projects[0].write`: "pull_request" needs a host',
        ),
        (PROJECT + 'api_url = "http://git.example.com"\n', ":5: `projects[0].api_url`: "),
        (PROJECT + 'api_url = "https://me:pw@git.example.com"\n', ":5: `projects[0].api_url`: "),
        ("listen = 1\n" + PROJECT, ":1: `listen`: "),
        ("", ": `projects` is missing. Write a [[projects]] table"),
    ],
)
def test_a_key_of_the_file_is_named_with_its_line(folder: Folder, toml: str, words: str) -> None:
    folder.write(toml)
    (problem,) = folder.problems()
    assert problem.startswith(f"{folder.config}{words}")
    assert len(problem.split(". ")) > 1  # what is wrong, and then what to do


def test_projects_share_neither_name_nor_channel(folder: Folder) -> None:
    folder.write(PROJECT + PROJECT.replace("demo", "Demo"))
    assert folder.problems() == (
        "2 projects have the name demo: give each a name of its own.",
        "The channel C0HOME belongs to the projects demo and Demo: list it under one of them.",
    )


def test_the_projects_that_can_be_read_are_kept(folder: Folder) -> None:
    folder.write(PROJECT + "[[projects]]\nname = 1\n")
    with pytest.raises(SettingsError) as raised:
        folder.load()
    assert [project.name for project in raised.value.projects] == ["demo"]


def test_no_secret_shows_in_a_repr(folder: Folder) -> None:
    url = "postgresql://gate:hunter2@db/gate"
    shown = repr(folder.load(GATEBOT_DATABASE_URL=url, SLACK_SIGNING_SECRET="shh-1"))
    for secret in ("xoxb-1", "xapp-1", "shh-1", "hunter2"):
        assert secret not in shown


GITHUB = PROJECT.replace("repo.git", "acme/gates") + 'host = "github"\n'
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----"


def test_a_project_on_github_needs_a_token_or_an_app(folder: Folder) -> None:
    folder.write(GITHUB)
    (problem,) = folder.problems()
    assert problem.startswith("The project demo is on GitHub: set GATEBOT_GITHUB_TOKEN, or ")
    (problem,) = folder.problems(GATEBOT_GITHUB_APP_ID="7")
    assert problem.endswith("go together: set both.")
    app = {"GATEBOT_GITHUB_APP_ID": "7", "GATEBOT_GITHUB_PRIVATE_KEY": KEY}
    (problem,) = folder.problems(GATEBOT_GITHUB_TOKEN="ghp_1", **app)
    assert problem.endswith("are both set: unset one of them.")
    settings = folder.load(GATEBOT_GITHUB_TOKEN="ghp_1")
    assert settings.projects[0].repo == "acme/gates"
    assert "ghp_1" in settings.secrets()
    assert "ghp_1" not in repr(settings)
    assert folder.load(**app).github_app_id == "7"


@pytest.mark.parametrize("host", ["gitea", "forgejo"])
def test_a_project_on_gitea_needs_an_address_and_a_token(folder: Folder, host: str) -> None:
    project = PROJECT.replace("repo.git", "acme/gates") + f'host = "{host}"\n'
    folder.write(project)
    missing = folder.problems(GATEBOT_GITEA_TOKEN="t-1")
    (wrong,) = missing
    assert wrong.endswith(
        "`projects[0].api_url`: it is missing. Write the address of the server, such as "
        '"https://git.example.com".'
    )
    folder.write(f'{project}api_url = "https://git.example.com/"\n')
    (problem,) = folder.problems()
    assert problem.startswith("The project demo is on Gitea or Forgejo: set GATEBOT_GITEA_TOKEN")
    for given in (
        {"GATEBOT_GITEA_TOKEN": "t-1"},
        {"GATEBOT_GITEA_TOKEN_FILE": folder.file("token", "t-1\n")},
    ):
        settings = folder.load(**given)
        assert "t-1" in settings.secrets()
        assert "t-1" not in repr(settings)
        assert settings.projects[0].api_url == "https://git.example.com"


def test_a_private_key_may_stand_on_one_line(folder: Folder) -> None:
    folder.write(GITHUB)
    one_line = KEY.replace("\n", "\\n")
    settings = folder.load(GATEBOT_GITHUB_APP_ID="7", GATEBOT_GITHUB_PRIVATE_KEY=one_line)
    assert settings.github_private_key is not None
    assert settings.github_private_key.get_secret_value() == KEY
    path = folder.file("key.pem", KEY)
    settings = folder.load(GATEBOT_GITHUB_APP_ID="7", GATEBOT_GITHUB_PRIVATE_KEY_FILE=path)
    assert settings.github_private_key is not None
    (problem,) = folder.problems(GATEBOT_GITHUB_APP_ID="7", GATEBOT_GITHUB_PRIVATE_KEY="oops")
    assert problem.startswith("GATEBOT_GITHUB_PRIVATE_KEY: it is no private key in PEM form.")
    assert "oops" not in problem


def test_a_project_on_gitlab_needs_a_token(folder: Folder) -> None:
    folder.write(PROJECT.replace("repo.git", "acme/platform/gates") + 'host = "gitlab"\n')
    assert folder.problems() == (
        "The project demo is on GitLab: set GATEBOT_GITLAB_TOKEN (docs/git-hosts.md).",
    )
    settings = folder.load(GATEBOT_GITLAB_TOKEN_FILE=folder.file("token", "glpat-1\n"))
    assert settings.projects[0].repo == "acme/platform/gates"
    assert "glpat-1" in settings.secrets()
    assert "glpat-1" not in repr(settings)


def test_only_gitlab_has_groups_in_groups(folder: Folder) -> None:
    nested = PROJECT.replace("repo.git", "acme/platform/gates")
    folder.write(nested + 'host = "github"\n')
    (problem,) = folder.problems(GATEBOT_GITHUB_TOKEN="ghp_1")
    assert "'acme/platform/gates' is no repository on github" in problem
    for wrong in ("gates", "acme//gates", "/acme/gates", "acme/gates/", "acme/ga tes"):
        folder.write(PROJECT.replace("repo.git", wrong) + 'host = "gitlab"\n')
        (problem,) = folder.problems(GATEBOT_GITLAB_TOKEN="glpat-1")
        assert "is no repository on gitlab. Write owner/name" in problem
