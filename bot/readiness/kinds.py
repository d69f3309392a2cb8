"""The kind of evidence that a reference looks like."""

import re
from typing import Final

from bot.readiness.evidence import Kind

_SHA: Final = re.compile(r"[0-9a-fA-F]{7,40}")
_POINTER: Final = re.compile(r"\.(?:ya?ml|json)#", re.IGNORECASE)
_SPEC_NAME: Final = re.compile(
    r"(?:[^/]*[._-])?(?:open|async)api[^/]*\.(?:ya?ml|json)", re.IGNORECASE
)
_PROSE: Final = re.compile(r".*\.(?:md|markdown|rst|txt|adoc)", re.IGNORECASE)
_ANY_NAME: Final = re.compile(r"[^.]*\*[^.]*")  # a pattern that says nothing of the suffix


def infer_kind(reference: str, evidence_folder: str = "operations/evidence/") -> Kind | None:
    """Return the kind that a reference looks like, None where nothing can be said."""
    path = (reference.split() or [""])[0]
    file = path.partition("#")[0]
    name = file.rpartition("/")[2]
    looks = {
        Kind.TEST: "::" in path,
        Kind.CODE: _SHA.fullmatch(path.rpartition("@")[2]),
        Kind.CONTRACT: _POINTER.search(path) or _SPEC_NAME.fullmatch(name),
        Kind.ARTIFACT: file.startswith(evidence_folder),
        Kind.DOC: _PROSE.fullmatch(name) or _ANY_NAME.fullmatch(name),
    }
    is_path = "/" in path or "." in name.strip(".")
    return next((kind for kind, so in looks.items() if so), Kind.CODE if is_path else None)
