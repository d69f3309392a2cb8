"""The envelope beside a record: it holds the record's very bytes, signed by a key we trust.

A signed record names the commit it was approved on, and that commit's id fixes all before it: what
was signed off without a signature before the first one is as it was then, whoever forged it. What
was put beside that commit is not fixed by it, however early it is dated and whatever merges it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.githosts.bounds import TooLarge
from bot.githosts.local.tree_reader import REGULAR
from bot.readiness.place import Place
from bot.readiness.record import envelope_path
from bot.signing.envelope import PAYLOAD_TYPE, BadEnvelope, Envelope, open_envelope
from bot.signing.keys import PublicKey
from bot.verify.clone import Clone
from bot.verify.findings import What
from bot.verify.signoff import Case

ENVELOPE = ".dsse.json"


@dataclass(frozen=True, slots=True)
class Trust:
    """Which keys may have signed; `strict`: every record has to be signed, the earliest too."""

    keys: tuple[PublicKey, ...]
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """How a record was signed: by which key (its id), and whether there is an envelope at all."""

    key: str = ""
    there: bool = True


def judge_unsigned(
    cases: Collection[tuple[Case, Signing, bool]], trust: Trust, clone: Clone
) -> None:
    """Judge the records without an envelope.

    Each case comes with how it was signed, and whether its pinned commit is in the history.
    """
    signed = [case.file for case, signing, pinned in cases if signing.key and pinned]
    later = clone.descendants({file.commit for file in signed})
    firsts = {file.record.commit for file in signed} - later
    fixed = clone.ancestors(firsts)
    for case, signing, _ in cases:
        if signing.there:
            continue
        if case.file.commit in fixed and not trust.strict:
            said = "it is not signed. It is from before the first signature, which fixes it."
            case.note(What.NOT_SIGNED, said)
        else:
            case.fail(What.NOT_SIGNED, "it is not signed.")


def judge_signature(case: Case, keys: Sequence[PublicKey] | None) -> Signing:
    """Judge the envelope of a record; `keys`: None where signatures aren't asked for.

    That there is none is judged when all are known: by `judge_unsigned`.
    """
    path = envelope_path(case.file.path)
    there = case.change.after.records.get(path)
    if there is None:
        return Signing(there=False)
    envelope = _opened(case, path, *there)
    if envelope is None:
        return Signing()
    place, name = Place(path), case.file.name
    if envelope.payload != case.file.data or envelope.payload_type != PAYLOAD_TYPE:
        said = f"{name}: what is signed is not the record."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return Signing()
    if keys is None:
        said = f"{name}: it is signed; without --keys nobody can say by whom."
        case.findings.note(What.NOT_CHECKED, place, case.file.commit, said)
        return Signing()
    signer = envelope.signed_by(keys)
    if signer is None:
        said = f"{name}: none of the given keys signed it."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return Signing()
    return Signing(signer.id)


def _opened(case: Case, path: str, mode: str, oid: str) -> Envelope | None:
    """Read an envelope; what can't be read is failed. A link or submodule was failed as such."""
    if mode != REGULAR:
        return None
    try:
        return open_envelope(case.clone.objects.content(oid))
    except (BadEnvelope, TooLarge) as error:
        said = f"{case.file.name}: its envelope can't be read: {str(error).rstrip('.')}."
        case.findings.fail(What.SIGNATURE, Place(path), case.file.commit, said)
        return None
