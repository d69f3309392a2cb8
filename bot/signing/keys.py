"""Ed25519 keys as PEM texts: PKCS#8 for the private one, SubjectPublicKeyInfo for the public.

A key's id is the SHA-256 of its public part's DER, in hexadecimal: the same for both halves.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
    load_pem_public_key,
)

_PUBLIC: Final = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


class BadKey(ValueError):
    """A text holds no usable key; the error's text says why, and never shows the key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What checks signatures."""

    id: str
    _key: Ed25519PublicKey

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether the private half of this key signed exactly these bytes."""
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    @property
    def pem(self) -> str:
        """The key as PEM, with a final newline."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class SigningKey:
    """What signs. Its private half never shows in a repr."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = _public(key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return the signature over these bytes."""
        return self._key.sign(data)

    @property
    def pem(self) -> str:
        """The private key as PEM, not encrypted, with a final newline."""
        form = (Encoding.PEM, PrivateFormat.PKCS8)
        return self._key.private_bytes(*form, NoEncryption()).decode()


def new_signing_key() -> SigningKey:
    """Make a key from the system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate())


def read_signing_key(text: str) -> SigningKey:
    r"""Read a private key: its PEM, or only the base64 inside it.

    For environment files all may be in one line, with `\n` for each line break. Raises BadKey.
    """
    text = text.replace("\\n", "\n")
    try:
        if text.lstrip().startswith("-----"):
            key = load_pem_private_key(text.strip().encode(), password=None)
        else:
            key = load_der_private_key(base64.b64decode(text, validate=True), password=None)
    except TypeError as error:
        raise BadKey("the private key is encrypted with a password") from error
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise BadKey("it holds no private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("it holds a private key of another kind than Ed25519")
    return SigningKey(key)


def read_public_keys(text: str) -> tuple[PublicKey, ...]:
    """Read the public keys of a file: one PEM block each, whatever stands around them.

    Raises BadKey, also where there is none.
    """
    found = tuple(_read_public(block) for block in _PUBLIC.findall(text))
    if not found:
        raise BadKey("it holds no public key in PEM")
    return found


def _read_public(block: str) -> PublicKey:
    try:
        key = load_pem_public_key(block.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey("one of its public keys can't be read") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey("one of its public keys is of another kind than Ed25519")
    return _public(key)


def _public(key: Ed25519PublicKey) -> PublicKey:
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(hashlib.sha256(der).hexdigest(), key)
