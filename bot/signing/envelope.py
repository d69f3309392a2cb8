"""DSSE envelopes: a payload, its type, and signatures over both.

https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.signing.keys import PublicKey, SigningKey
from bot.strict_json import DoubledMember, read_json

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"


class BadEnvelope(ValueError):
    """The bytes are no envelope of ours; the error's text says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; `keyid` only hints at the key."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed payload, as it was read. Nothing is checked yet."""

    payload: bytes
    payload_type: str
    signatures: tuple[Signature, ...]

    def signed_by(self, keys: Sequence[PublicKey]) -> PublicKey | None:
        """Return the first of these keys that signed payload and type; None where none did."""
        data = pre_authentication(self.payload_type, self.payload)
        return next(
            (key for key in keys if any(key.verifies(s.sig, data) for s in self.signatures)), None
        )


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed (PAE): lengths in bytes, so that nothing can shift."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, key: SigningKey, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """Return an envelope's file: sorted members, two spaces, a final newline."""
    signature = key.sign(pre_authentication(payload_type, payload))
    members = {
        "payload": _base64(payload),
        "payloadType": payload_type,
        "signatures": [{"keyid": key.public.id, "sig": _base64(signature)}],
    }
    return json.dumps(members, indent=2, sort_keys=True).encode() + b"\n"


def open_envelope(data: bytes) -> Envelope:
    """Read an envelope's file. Raises BadEnvelope."""
    try:
        value: Any = read_json(data.decode())
        signatures = tuple(_signature(each) for each in value["signatures"])
        return Envelope(_bytes(value["payload"]), _text(value["payloadType"]), signatures)
    except BadEnvelope:
        raise
    except DoubledMember as error:
        raise BadEnvelope(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadEnvelope("it is no DSSE envelope: payload, payloadType, signatures") from error


def _signature(value: Any) -> Signature:
    return Signature(_text(value.get("keyid", "")), _bytes(value["sig"]))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(value: Any) -> bytes:
    """Decode either alphabet, as DSSE's protocol demands; one that mixes both is refused."""
    text = _text(value)
    url_safe = not {"+", "/"} & set(text)
    try:
        return base64.b64decode(text, b"-_" if url_safe else None, validate=True)
    except binascii.Error as error:
        raise BadEnvelope("it holds no base64") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadEnvelope("it holds no text")
    return value
