"""The envelope beside a record: it holds the record's very bytes, signed by a key we trust.

A signed record names the commit it was approved on, and that commit's id fixes all before it: what
was signed off without a signature before the first one is as it was then, whoever forged it. What
was put beside that commit is not fixed by it, however early it is dated and whatever merges it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.readiness.place import Place
from bot.readiness.record import envelope_path
from bot.signing.envelope import PAYLOAD_TYPE, BadEnvelope, open_envelope
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
    place, name = Place(path), case.file.name
    try:
        envelope = open_envelope(case.clone.objects.content(there[1]))
    except BadEnvelope as error:
        said = f"{name}: its envelope can't be read: {error}."
        case.findings.fail(What.SIGNATURE, place, case.file.commit, said)
        return Signing()
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
