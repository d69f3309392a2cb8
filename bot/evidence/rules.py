"""What the project's policy and configuration say about checking evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.documents.policy_file import ProjectFile
from bot.evidence.globs import matches
from bot.readiness.evidence import RULES

WRITTEN: Final = 2  # the version since which a file has to say something itself


@dataclass(frozen=True, slots=True)
class AuditRules:
    """How evidence is judged. Paths are relative to the repository's root.

    `edited_documents`: what gatebot itself edits; a path that ends in `/` stands for all below it.
    A CI run for an ancestor counts if only those differ; by `any_green_ancestor` whatever differs.
    `large_files`: patterns of the files that may be pointers to large files (Git LFS, git-annex).
    `folder`: of the tracker, from which its links may lead.
    `version`: of the rules; an older one only to look at what was signed off under it.
    `max_bytes`: no larger file is read. `max_files`: how many files one item may stand for.
    """

    evidence_folder: str = "operations/evidence/"
    edited_documents: Collection[str] = ()
    any_green_ancestor: bool = False
    large_files: Collection[str] = ()
    version: int = RULES
    folder: str = ""
    max_bytes: int = 16_000_000
    max_files: int = 2_000

    def is_edited_by_us(self, path: str) -> bool:
        """Tell whether gatebot edits this path."""
        return any(
            path.startswith(each) if each.endswith("/") else path == each
            for each in self.edited_documents
        )

    def may_be_pointer(self, path: str) -> bool:
        """Tell whether the policy takes a pointer for this file."""
        return any(matches(pattern, path) for pattern in self.large_files)


def rules_of(file: ProjectFile) -> AuditRules:
    """Return how a project's policy has evidence judged."""
    rules = file.policy.rules
    return AuditRules(
        evidence_folder=rules.evidence_folder,
        any_green_ancestor=rules.any_green_ancestor,
        large_files=rules.large_files,
        edited_documents=file.edited,
        folder=file.paths.folder,
    )
