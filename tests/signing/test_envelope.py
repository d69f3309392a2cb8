"""Envelopes, and that the public libraries of DSSE and in-toto take our records for theirs."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf.json_format import Parse
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope as PublicEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._key import SSlibKey

from bot.readiness.statement import record_bytes
from bot.signing.envelope import (
    PAYLOAD_TYPE,
    BadEnvelope,
    open_envelope,
    pre_authentication,
    seal,
)
from bot.signing.keys import PublicKey, new_signing_key
from tests.readiness.test_record import RICH

KEY = new_signing_key()
PAYLOAD = record_bytes(RICH)
SEALED = seal(PAYLOAD, KEY)


def public_key(key: PublicKey) -> SSlibKey:
    """Return a key as securesystemslib knows it."""
    return SSlibKey.from_crypto(load_pem_public_key(key.pem.encode()), key.id)


def test_a_public_dsse_library_verifies_our_envelope() -> None:
    envelope = PublicEnvelope.from_dict(json.loads(SEALED))

    assert list(envelope.verify([public_key(KEY.public)], 1)) == [KEY.public.id]
    assert envelope.payload == PAYLOAD
    assert envelope.payload_type == "application/vnd.in-toto+json"


def test_a_public_dsse_library_refuses_it_altered_or_by_another_key() -> None:
    altered = json.loads(SEALED) | {"payload": base64.b64encode(PAYLOAD + b" ").decode()}

    with pytest.raises(VerificationError):
        PublicEnvelope.from_dict(altered).verify([public_key(KEY.public)], 1)
    other = public_key(new_signing_key().public)
    with pytest.raises(VerificationError):
        PublicEnvelope.from_dict(json.loads(SEALED)).verify([other], 1)


def test_a_public_in_toto_library_takes_the_payload_for_a_statement() -> None:
    parsed = Parse(open_envelope(SEALED).payload, statement_pb2.Statement())
    statement = Statement.copy_from_pb(parsed)

    statement.validate()
    assert statement.pb.predicate_type == "https://gatebot.dev/signoff/v1"
    assert [s.name for s in statement.pb.subject] == [s.name for s in RICH.subjects]
    assert statement.pb.predicate["phase"] == RICH.phase


def test_the_signed_bytes_are_those_of_the_specification() -> None:
    # The example of the DSSE specification, protocol.md.
    assert (
        pre_authentication("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pre_authentication("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_an_envelope_is_read_back_and_its_signer_is_found() -> None:
    envelope = open_envelope(SEALED)

    assert (envelope.payload, envelope.payload_type) == (PAYLOAD, PAYLOAD_TYPE)
    assert envelope.signed_by([new_signing_key().public, KEY.public]) is KEY.public
    assert envelope.signed_by([new_signing_key().public]) is None
    assert envelope.signed_by([]) is None


def test_the_payload_type_is_signed_too() -> None:
    value = json.loads(SEALED) | {"payloadType": "text/plain"}

    assert open_envelope(json.dumps(value).encode()).signed_by([KEY.public]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"payload": "!", "payloadType": "t", "signatures": []}',
        b'{"payload": "", "payloadType": 1, "signatures": []}',
        b'{"payload": "", "payloadType": "t", "signatures": ["s"]}',
        b'{"payload": "", "payloadType": "t", "signatures": [{"keyid": "k"}]}',
        b'{"payload": "", "payloadType": "t", "signatures": null}',
    ],
)
def test_what_is_no_envelope_is_refused(data: bytes) -> None:
    with pytest.raises(BadEnvelope):
        open_envelope(data)


def test_either_alphabet_of_base64_is_read() -> None:
    """Either is allowed: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md."""
    payload = bytes(range(256)) * 3
    sealed = seal(payload, KEY)
    members = json.loads(sealed)
    members["payload"] = members["payload"].translate(str.maketrans("+/", "-_"))
    for signature in members["signatures"]:
        signature["sig"] = signature["sig"].translate(str.maketrans("+/", "-_"))
    url_safe = json.dumps(members).encode()
    assert b"-" in base64.urlsafe_b64encode(payload)
    for data in (sealed, url_safe):
        envelope = open_envelope(data)
        assert envelope.payload == payload
        assert envelope.signed_by([KEY.public]) is not None
    mixed = json.loads(sealed)
    mixed["payload"] = "+_8="
    with pytest.raises(BadEnvelope, match="base64"):
        open_envelope(json.dumps(mixed).encode())
