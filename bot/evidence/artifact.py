"""Artifacts: files of the evidence folder; what they hold is bound by their digest."""

import hashlib

from bot.evidence.files import (
    as_allowed,
    demand_written,
    looked_into,
    one_file,
    some_files,
    subjects,
)
from bot.evidence.outcome import Outcome, failed, passed
from bot.evidence.reference import ArtifactReference
from bot.evidence.rules import AuditRules
from bot.evidence.snapshot import Snapshot


async def check_artifact(
    reference: ArtifactReference, snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    """Check an artifact. Raises Stopped and HostError."""
    folder = rules.evidence_folder.strip("/")
    if not reference.path.startswith(f"{folder}/"):
        return failed(
            f"{reference.path} is outside the evidence folder.",
            f"Keep it under {folder}/, or cite it as another kind.",
        )
    if reference.sha256:
        return await _check_digest(reference, snapshot, rules)
    files = await some_files(snapshot, reference.path, rules)
    read = await looked_into(snapshot, files, rules)
    allowed = as_allowed(demand_written(read, rules))
    if len(files) > 1:
        sentence = f"{reference.path} matches {len(files):,} files, none empty.{allowed}"
        return passed(sentence, subjects(files))
    sentence = f"{files[0].path} is there, blob {files[0].oid[:12]}.{allowed}"
    return passed(sentence, subjects(files))


async def _check_digest(
    reference: ArtifactReference, snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    blob = await one_file(snapshot, reference.path, rules)
    pointers = demand_written([blob], rules)
    found = hashlib.sha256(blob.data).hexdigest()
    for pointer in pointers:  # what is written is the digest of the file that is meant
        found = pointer.sha256 or found
    rests_on = subjects([blob])
    if found != reference.sha256:
        return failed(
            f"{blob.path} has the digest sha256:{found}, not the one that is written.",
            "Commit the file that was meant, or mend the digest.",
            rests_on,
        )
    return passed(
        f"{blob.path} is there and has the digest sha256:{found[:12]}….{as_allowed(pointers)}",
        rests_on,
    )
