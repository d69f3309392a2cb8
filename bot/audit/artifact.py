"""Artifacts: files of the evidence folder; what they hold is bound by their digest."""

from bot.audit.files import some_files, subjects
from bot.audit.outcome import Outcome, failed, passed
from bot.audit.reference import ArtifactReference
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot


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
    files = await some_files(snapshot, reference.path, rules)
    if len(files) > 1:
        return passed(f"{reference.path} matches {len(files):,} files.", subjects(files))
    return passed(f"{files[0].path} is there, blob {files[0].oid[:12]}.", subjects(files))
