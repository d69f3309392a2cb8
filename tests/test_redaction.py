"""Secrets are taken out wherever they stand; what is no secret stays as it is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platform.redaction import address_of, secrets_in, without_secrets

CANARY = "c4naryS3cret"
TEXTS = st.text(st.sampled_from(string.ascii_letters + " :/@?&=#.-\n\"'<>|(){}"), max_size=40)


@given(before=TEXTS, after=TEXTS)
def test_a_known_secret_never_stays(before: str, after: str) -> None:
    clean = without_secrets([CANARY])
    assert CANARY not in clean(f"{before}{CANARY}{after}")


@given(before=TEXTS, after=TEXTS)
def test_a_line_of_a_key_never_stays(before: str, after: str) -> None:
    clean = without_secrets(
        [f"-----BEGIN PRIVATE KEY-----\n{CANARY * 3}\n-----END PRIVATE KEY-----"]
    )
    assert CANARY * 3 not in clean(f"{before}{CANARY * 3}{after}")


@pytest.mark.parametrize(
    "text",
    [
        f"fatal: unable to access 'https://me:{CANARY}@git.example/x.git/'",
        f"https://{CANARY}@git.example/x.git",
        f"no repository at /srv/https:/me:{CANARY}@git.example/x",
        f"postgresql+asyncpg://gate:{CANARY}@db/gate",
        f"http://me:{CANARY}@proxy.example:3128",
        f"https://git.example/api?private_token={CANARY}&page=2",
        f"https://git.example/api?page=2&access_token={CANARY}#top",
        f"<https://git.example/api?x=1&sig={CANARY}|run 41>",
        f"Authorization: Bearer {CANARY}",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    shown = without_secrets()(text)
    assert CANARY not in shown
    assert "[redacted]" in shown


@pytest.mark.parametrize(
    "text",
    [
        "https://ci.example/runs/41?page=2&branch=main",
        "architecture/ERD.md@4f2a9c1d",
        "tests/test_x.py::test_token https://ci.example/runs/41",
        '{"url": "https://git.example", "author": "ann@example.org"}',
        "<https://git.example|ann@example.org>",
        "Reviewed-by: Ann <ann@example.org>",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets()(text) == text


def test_an_address_holds_nothing_secret() -> None:
    url = f"https://me:{CANARY}@git.example:8443/api/v3?token={CANARY}#{CANARY}"
    assert address_of(url) == "https://git.example:8443/api/v3"
    assert address_of(f"https://git.example:{CANARY}/x") == "the URL"
    assert address_of(f"https://[{CANARY}/x") == "the URL"


def test_the_secret_parts_of_a_url() -> None:
    assert secrets_in("postgresql://gate:p@ss/w@db/gate?ssl=require") == ("p@ss/w",)
    assert secrets_in("postgresql://gate@db/gate") == ()
    assert secrets_in("https://t0ken@git.example/?api_key=k3y&page=1") == ("t0ken", "k3y")
