import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from bot.githosts.answers import TokenRefused
from bot.githosts.github.auth import AppTokens
from bot.ports.git_host import HostUnavailable, NotFound, Rejected
from tests.fakes.github.world import Fault
from tests.githosts.github_lab import GitHubLab, github_lab

TOKEN = "/app/installations/{installation_id}/access_tokens"
INSTALLATION = "/repos/{owner}/{repo}/installation"


@dataclass
class Wall:
    """A clock on the wall, in seconds; it is moved by hand."""

    ahead: float = 0.0

    def __call__(self) -> float:
        # Tokens expire by GitHub's clock, which is the machine's here.
        return time.time() + self.ahead


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture
async def lab(tmp_path: Path, key: rsa.RSAPrivateKey) -> AsyncIterator[GitHubLab]:
    async with github_lab(tmp_path) as lab:
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        lab.world.app_key = public.decode()
        lab.world.tokens.clear()
        yield lab


@pytest.fixture
def pem(key: rsa.RSAPrivateKey) -> SecretStr:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return SecretStr(private.decode())


async def test_a_token_is_made_once_and_used_until_it_nears_its_end(
    lab: GitHubLab, pem: SecretStr
) -> None:
    wall = Wall()
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem, wall))
    for _ in range(3):
        await host.look([])
    assert lab.world.asked() == [INSTALLATION, TOKEN, "Look", "Look", "Look"]
    wall.ahead = 54 * 60
    await host.look([])
    assert lab.world.asked().count(TOKEN) == 1
    wall.ahead = 56 * 60
    await host.look([])
    assert lab.world.asked()[-2:] == [TOKEN, "Look"]
    assert lab.world.seen[-1].token != lab.world.seen[2].token


async def test_a_token_that_is_no_longer_taken_is_made_anew(lab: GitHubLab, pem: SecretStr) -> None:
    wall = Wall()
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem, wall))
    await host.look([])
    lab.world.tokens.clear()
    wall.ahead = 600
    with pytest.raises(HostUnavailable, match="Another is made") as caught:
        await host.look([])
    assert caught.value.retry_after == 1.0
    assert (await host.look([])).head == lab.first


async def test_a_fresh_token_that_is_not_taken_is_for_a_person(
    lab: GitHubLab, pem: SecretStr
) -> None:
    lab.world.faults.append(Fault("Look", 401, body={"message": "Bad credentials"}))
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem))
    with pytest.raises(TokenRefused):
        await host.look([])


async def test_an_app_that_is_not_installed(lab: GitHubLab, pem: SecretStr) -> None:
    lab.world.installed = False
    tokens = AppTokens(lab.http(), lab.place, "1", pem)
    with pytest.raises(NotFound, match="App 1 is not installed on acme/gates"):
        await lab.host_with(tokens).look([])
    lab.world.installed = True
    assert (await lab.host_with(tokens).look([])).head == lab.first


async def test_a_key_that_is_not_the_apps(lab: GitHubLab, pem: SecretStr) -> None:
    for app, secret in (("2", pem), ("1", SecretStr("-----BEGIN PRIVATE KEY-----\nx"))):
        with pytest.raises(Rejected) as caught:
            await lab.host_with(AppTokens(lab.http(), lab.place, app, secret)).look([])
        assert caught.value.mend.startswith("Generate a new private key")


async def test_github_making_no_token_is_unavailable(lab: GitHubLab, pem: SecretStr) -> None:
    lab.world.faults = [Fault(TOKEN, 502), Fault(TOKEN, 201, body={"oops": 1})]
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem))
    for _ in range(2):
        with pytest.raises(HostUnavailable):
            await host.look([])
    assert (await host.look([])).head == lab.first


async def test_a_short_life_is_asked_for_each_time(lab: GitHubLab, pem: SecretStr) -> None:
    lab.world.token_life = timedelta(minutes=2)
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem))
    await host.look([])
    await host.look([])
    assert lab.world.asked().count(TOKEN) == 2


async def test_an_app_with_all_its_rights_is_in_order(lab: GitHubLab, pem: SecretStr) -> None:
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem))
    for found in (await host.condition(), await host.pulls.condition()):
        assert [(each.name, each.mend) for each in found] == [("writing", "")]


@pytest.mark.parametrize(
    ("right", "level", "by_commit", "by_request"),
    [
        ("contents", "read", "read access to Contents", "read access to Contents"),
        ("contents", "", "no access to Contents", "no access to Contents"),
        ("pull_requests", "", "", "no access to Pull requests"),
        ("checks", "", "may not read Checks", "may not read Checks"),
    ],
)
async def test_what_an_app_lacks_is_told_before_it_writes(
    lab: GitHubLab, pem: SecretStr, right: str, level: str, by_commit: str, by_request: str
) -> None:
    del lab.world.app_rights[right]
    if level:
        lab.world.app_rights[right] = level
    host = lab.host_with(AppTokens(lab.http(), lab.place, "1", pem))
    for looking, said in ((host.condition, by_commit), (host.pulls.condition, by_request)):
        (found,) = await looking()
        assert said in found.said
        assert (bool(found.mend), found.certain) == (bool(said), right != "checks")
