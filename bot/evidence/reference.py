"""A reference, as people write it, becomes a typed value; or is refused before anything is read."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, assert_never

from bot.githosts.paths import is_safe_path
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.kinds import infer_kind
from bot.readiness.refusals import BadEvidence, Refused

LONGEST: Final = 1_000

_SHA: Final = re.compile(r"[0-9a-fA-F]{7,40}")
_SCHEME: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:ci|commit|data|file|git|javascript|mailto|ssh|vbscript):(?!:)",
    re.IGNORECASE,
)
_OUR_SCHEME: Final = re.compile(r"https?://[^\s]+|ci:[^\s]+", re.IGNORECASE)
_MARKDOWN_LINK: Final = re.compile(r"\[[^\]]*\]\(<?(?P<link>[^\s<>]+)>?\)")
_CONTRACT_PART: Final = re.compile(r"(?P<path>\S+\.(?:ya?ml|json))\s+(?P<part>\S.*)", re.IGNORECASE)
_DIGEST: Final = re.compile(r"(?:@|\s+)sha256:(?P<hex>[0-9a-f]{64})$")
# They turn text around or hide in it: what is read would not be what is checked.
_HIDING: Final = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff") | {
    chr(code) for start, end in ((0x202A, 0x202F), (0x2066, 0x206A)) for code in range(start, end)
}


class BadReference(Exception):
    """The reference can't be taken; `why` is a word of `EVIDENCE_REASONS`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class DocReference:
    """A document, or several by a glob; `anchor` without its `#`, None where there is none."""

    path: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class ContractReference:
    """An API contract and a part of it, as written behind the `#`.

    The part is a JSON pointer in its URI fragment form, the name of an operation or a channel, or
    `METHOD /path`; "" for all of the contract.
    """

    path: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class CodeReference:
    """A commit, a path, or a path at a commit. One of them is there; `sha` in lower case."""

    path: str | None
    sha: str | None


@dataclass(frozen=True, slots=True)
class TestReference:
    """A test by file and name (`Class::test` as written), and the link of its CI run."""

    __test__ = False  # no test case of pytest's, whatever its name

    path: str
    name: str
    link: str | None


@dataclass(frozen=True, slots=True)
class ArtifactReference:
    """A file of the evidence folder; `sha256` is the digest (hex) it has to have, None for any."""

    path: str
    sha256: str | None = None


Reference: TypeAlias = (
    DocReference | ContractReference | CodeReference | TestReference | ArtifactReference
)


def parse_reference(kind: Kind, reference: str) -> Reference:
    """Return the typed value of a reference as it is written; raises BadReference."""
    return checked(shape_of(kind, reference))


def checked(reference: Reference) -> Reference:
    """Return a reference with a path inside the repository; raises BadReference."""
    if reference.path is None:
        return reference
    return replace(reference, path=_path(reference.path))


def shape_of(kind: Kind, reference: str) -> Reference:
    """Return the parts of a reference, its path as it is written; raises BadReference."""
    text = _clean(reference)
    match kind:
        case Kind.DOC:
            path, mark, anchor = text.partition("#")
            return DocReference(path, anchor if mark else None)
        case Kind.CONTRACT:
            return _contract(text)
        case Kind.CODE:
            return _code(text)
        case Kind.TEST:
            return _test(text)
        case Kind.ARTIFACT:
            digest = _DIGEST.search(text)
            path = text[: digest.start()] if digest else text
            return ArtifactReference(path, digest["hex"] if digest else None)
        case _:
            assert_never(kind)


def validate_reference(
    kind: Kind | None,
    reference: str,
    evidence_folder: str = "operations/evidence/",
    note: str = "",
) -> Evidence:
    """Return the evidence a person adds; raises Refused(BadEvidence). None: infer the kind."""
    kind = kind or infer_kind(reference[: LONGEST + 1], evidence_folder)
    try:
        # Without a kind it is still said if the text itself can't be taken.
        parse_reference(kind or Kind.CODE, reference)
    except BadReference as error:
        raise Refused(BadEvidence(reference, error.why)) from error
    if kind is None:
        raise Refused(BadEvidence(reference, "unknown kind"))
    return Evidence(kind, reference.strip(), note)


def _clean(reference: str) -> str:
    text = reference.strip()
    if len(text) > LONGEST:
        raise BadReference("too long")
    plain = text.isascii() and text.isprintable()  # as nearly all are: no need to look closely
    if not plain and any(
        unicodedata.category(char) in {"Cc", "Cs"} or char in _HIDING for char in text
    ):
        raise BadReference("control character")
    if not text:
        raise BadReference("empty")
    return text


def _hides(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or char in _HIDING


def _path(text: str) -> str:
    """Return a path inside the repository; folders keep no final `/`."""
    if _SCHEME.match(text) or _MARKDOWN_LINK.fullmatch(text):
        raise BadReference("foreign")
    path = text.strip().removeprefix("./").removesuffix("/")
    if not path and text.strip() in {"", "#"}:
        raise BadReference("empty")
    if not is_safe_path(path) or ".." in path.replace("\\", "/").split("/"):
        raise BadReference("escapes")
    return path


def _contract(text: str) -> ContractReference:
    path, mark, part = text.partition("#")
    if not mark and (parted := _CONTRACT_PART.fullmatch(text)):
        path, part = parted["path"], parted["part"]
    return ContractReference(path, part.strip())


def _code(text: str) -> CodeReference:
    if _SHA.fullmatch(text):
        return CodeReference(None, text.lower())
    path, at, sha = text.rpartition("@")
    if at and _SHA.fullmatch(sha):
        return CodeReference(path, sha.lower())
    return CodeReference(text, None)


def _test(text: str) -> TestReference:
    node, _, last = text.rpartition(" ")
    link = _link(last) if node else None
    path, _, name = (node.strip() if link else text).partition("::")
    return TestReference(path, name.strip(), link)


def _link(word: str) -> str | None:
    """Return the CI link that a word is, None if it is none; raises BadReference for a foreign."""
    marked = _MARKDOWN_LINK.fullmatch(word)
    link = marked["link"] if marked else word.removeprefix("<").removesuffix(">")
    if not _SCHEME.match(link):
        return None
    if not _OUR_SCHEME.fullmatch(link):
        raise BadReference("foreign")
    return link
