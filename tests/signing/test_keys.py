"""Keys as texts, there and back; and what is refused, without ever showing it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bot.signing.keys import BadKey, new_signing_key, read_public_keys, read_signing_key

KEY = new_signing_key()
OTHER = generate_private_key(SECP256R1())


def test_a_private_key_is_read_back_from_its_pem_and_from_one_line() -> None:
    line = "".join(KEY.pem.splitlines()[1:-1])

    for text in (KEY.pem, f"\n{KEY.pem}\n", KEY.pem.replace("\n", "\\n"), line):
        again = read_signing_key(text)
        assert again.public.id == KEY.public.id
        assert KEY.public.verifies(again.sign(b"data"), b"data")


def test_public_keys_are_read_from_among_other_lines() -> None:
    second = new_signing_key().public
    text = f"# since spring\n{KEY.public.pem}\n# the new one\n{second.pem}"

    assert [key.id for key in read_public_keys(text)] == [KEY.public.id, second.id]


def test_a_signature_is_for_these_bytes_by_this_key_alone() -> None:
    signature = KEY.sign(b"data")

    assert KEY.public.verifies(signature, b"data")
    assert not KEY.public.verifies(signature, b"data.")
    assert not KEY.public.verifies(signature[:-1], b"data")
    assert not new_signing_key().public.verifies(signature, b"data")


def _private(encryption: BestAvailableEncryption | NoEncryption) -> str:
    key = load_pem_private_key(KEY.pem.encode(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


OTHER_KIND = OTHER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no private key"),
        ("hunter2", "no private key"),
        (base64.b64encode(b"hunter2").decode(), "no private key"),
        (KEY.public.pem, "no private key"),
        (_private(BestAvailableEncryption(b"hunter2")), "encrypted with a password"),
        (OTHER_KIND, "another kind than Ed25519"),
    ],
)
def test_what_is_no_private_key_of_ours_is_refused_unshown(text: str, why: str) -> None:
    with pytest.raises(BadKey, match=why) as refused:
        read_signing_key(text)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no public key"),
        (KEY.pem, "no public key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "can't be read"),
        (
            OTHER.public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            "another kind",
        ),
    ],
)
def test_what_is_no_public_key_of_ours_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadKey, match=why):
        read_public_keys(text)


def test_a_private_key_does_not_show_itself() -> None:
    assert KEY.pem.splitlines()[1] not in repr(KEY)
