"""A push shows at once where the Git host says so: the hook of the docs, on the bot itself."""

import hashlib
import hmac
import json
from pathlib import Path

from bot.demo.people import INES, JONAS
from bot.runtime.serving import Gatebot
from tests.support.acts import ask, card, told
from tests.support.stage import Stage

DOCS = Path(__file__).parents[2] / "docs" / "git-hosts.md"
SECRET = "secret-of-the-webhooks"
ERD = "architecture/ERD.md"


def hook_of_the_docs(url: str, secret_file: Path) -> str:
    """Return the script that the docs have people copy, with its settings made."""
    script = DOCS.read_text(encoding="utf-8").split("```python\n", 1)[1].split("```", 1)[0]
    theirs = ("https://gatebot.example.com/webhooks/tidewater", "/etc/gatebot/webhook-secret")
    for old, new in zip(theirs, (url, str(secret_file)), strict=True):
        assert script.count(f'"{old}"') == 1
        script = script.replace(old, new)
    return script


def install(stage: Stage, gatebot: Gatebot) -> None:
    host, port = gatebot.address
    secret = stage.folder / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    hook = stage.repository.path / "hooks" / "post-receive"
    hook.write_text(hook_of_the_docs(f"http://{host}:{port}/webhooks/demo", secret))
    hook.chmod(0o755)


async def test_the_hook_of_the_docs_has_gatebot_look_at_once(stage: Stage) -> None:
    stage.secrets = {"webhook_secret": SECRET}
    async with stage.bot() as gatebot:
        await ask(stage)
        install(stage, gatebot)
        text = await stage.repository.text(ERD) or ""
        await stage.repository.human_commit(JONAS, "Change the ERD", {ERD: text + "\nMore.\n"})
        await card(stage, "P4", "Void")
        await told(stage, INES, "void", ERD)


async def test_a_signed_delivery_reaches_the_bot_and_an_unsigned_one_does_not(
    stage: Stage,
) -> None:
    stage.secrets = {"webhook_secret": SECRET}
    body = json.dumps({"ref": "refs/heads/main"}).encode()
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    async with stage.bot() as gatebot:
        url = "http://{}:{}/webhooks/demo".format(*gatebot.address)
        for headers, status in (({"X-Hub-Signature-256": f"sha256={digest}"}, 202), ({}, 401)):
            async with stage.session.post(url, data=body, headers=headers) as response:
                assert response.status == status
