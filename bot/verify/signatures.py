"""The envelope beside a record: it holds the record's very bytes, signed by a key we trust."""

from collections.abc import Sequence

from bot.readiness.place import Place
from bot.readiness.record import envelope_path
from bot.signing.envelope import PAYLOAD_TYPE, BadEnvelope, open_envelope
from bot.signing.keys import PublicKey
from bot.verify.findings import What
from bot.verify.signoff import Case

ENVELOPE = ".dsse.json"


def judge_signature(case: Case, keys: Sequence[PublicKey] | None) -> str:
    """Judge the envelope of a record; `keys`: None where signatures aren't asked for.

    Returns the id of the key that signed it, or nothing.
    """
    path = envelope_path(case.file.path)
    there = case.change.after.records.get(path)
    if there is None:
        if keys is not None:
            case.fail(What.NOT_SIGNED, "it is not signed.")
        return ""
    place, name = Place(path), case.file.name
    try:
        envelope = open_envelope(case.clone.objects.content(there[1]))
    except BadEnvelope as error:
        said = f"{name}: its envelope can't be read: {error}."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return ""
    if envelope.payload != case.file.data or envelope.payload_type != PAYLOAD_TYPE:
        said = f"{name}: what is signed is not the record."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return ""
    if keys is None:
        said = f"{name}: it is signed; without --keys nobody can say by whom."
        case.findings.note(What.NOT_CHECKED, place, case.file.commit, said)
        return ""
    signer = envelope.signed_by(keys)
    if signer is None:
        said = f"{name}: none of the given keys signed it."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return ""
    return signer.id
