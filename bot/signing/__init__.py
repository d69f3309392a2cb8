"""Signatures of records: Ed25519 keys and DSSE envelopes. Bytes in, bytes out."""
