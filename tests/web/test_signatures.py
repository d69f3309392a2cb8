"""Signatures against the vendors' own examples, and against what must not pass."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from bot.web.signatures import is_signed

# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
# ("Testing the webhook payload validation").
SECRET = "It's a Secret to Everybody"
BODY = b"Hello, World!"
HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
# The example of the Standard Webhooks' libraries (https://github.com/standard-webhooks).
TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNED = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
STANDARD = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
HUB = {"x-hub-signature-256": f"sha256={HEX}"}


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("github", HUB),
        ("git", HUB),
        ("local", HUB),
        ("gitea", {"x-gitea-signature": HEX}),
        ("gitea", HUB),
        ("forgejo", {"x-forgejo-signature": HEX, "x-gitea-signature": HEX}),
        ("gitlab", {"x-gitlab-token": SECRET}),
        ("", HUB),
        ("", {"x-gitlab-token": SECRET}),
    ],
)
def test_what_each_host_sends(host: str, headers: dict[str, str]) -> None:
    assert is_signed(host, headers, BODY, SECRET, AT)
    assert not is_signed(host, headers, BODY, SECRET + "x", AT)
    for name, value in headers.items():
        for wrong in (value[:-1], value + "0", value.upper(), "", "é", "sha256="):
            if wrong != value:
                assert not is_signed(host, {name: wrong}, BODY, SECRET, AT), (name, wrong)


@pytest.mark.parametrize("host", ["github", "git", "local", "gitea", "forgejo", ""])
def test_another_body_has_another_signature(host: str) -> None:
    headers = {"x-hub-signature-256": f"sha256={HEX}"}
    assert is_signed(host, headers, BODY, SECRET, AT)
    assert not is_signed(host, headers, BODY + b" ", SECRET, AT)


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("github", {}),
        ("github", {"x-gitlab-token": SECRET}),
        ("github", {"x-gitea-signature": HEX}),
        ("gitlab", HUB),
        ("gitea", {"x-gitlab-token": SECRET}),
        ("forgejo", {"x-forgejo-signature": "0" * 64, "x-gitea-signature": HEX}),
        ("gitlab", {"webhook-signature": "v1,", "x-gitlab-token": SECRET}),
        ("", {}),
    ],
)
def test_what_a_host_does_not_send_is_no_signature(host: str, headers: dict[str, str]) -> None:
    assert not is_signed(host, headers, BODY, SECRET, AT)


def test_the_signing_token_of_gitlab() -> None:
    assert is_signed("gitlab", STANDARD, SIGNED, TOKEN, AT)
    two = STANDARD | {"webhook-signature": f"v1,AAAA {STANDARD['webhook-signature']}"}
    assert is_signed("gitlab", two, SIGNED, TOKEN, AT)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_another"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": ""},
        {"webhook-signature": STANDARD["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": ""},
    ],
)
def test_a_signature_covers_id_and_time(change: dict[str, str]) -> None:
    assert not is_signed("gitlab", STANDARD | change, SIGNED, TOKEN, AT)


@pytest.mark.parametrize(
    ("seconds", "good"), [(-301, False), (-299, True), (299, True), (301, False)]
)
def test_an_old_signature_is_none(seconds: int, good: bool) -> None:  # noqa: FBT001 - a table
    assert is_signed("gitlab", STANDARD, SIGNED, TOKEN, AT + timedelta(seconds=seconds)) is good


def test_a_secret_without_the_prefix_is_the_key_itself() -> None:
    signed = b"id.1614265330." + BODY
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    headers = {
        "webhook-id": "id",
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    assert is_signed("gitlab", headers, BODY, SECRET, AT)
    assert not is_signed("gitlab", headers, BODY, "whsec_*", AT)
