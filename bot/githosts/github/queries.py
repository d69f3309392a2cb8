"""The GraphQL documents that gatebot sends, whole; the tests check them against GitHub's schema."""

from collections.abc import Sequence
from typing import Final

# What `file` says of a path. GitHub cuts a text at 512,000 bytes and has none for binary content:
# the object id tells whether what came is all of it.
_DOCUMENT: Final = """
fragment Document on TreeEntry { mode oid size object { ... on Blob { text } } }
"""
_COMMIT: Final = """
fragment Facts on Commit {
  oid message committedDate
  author { name email }
  tree { oid }
  parents(first: 100) { nodes { oid } }
}
"""

HISTORY: Final = (
    """
query History(
  $owner: String!, $name: String!, $commit: GitObjectID!, $path: String, $after: String
) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        history(first: 100, path: $path, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { ...Facts }
        }
      }
    }
  }
}
"""
    + _COMMIT
)

WRITE: Final = """
mutation Write($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid tree { oid } parents(first: 1) { nodes { oid } } }
  }
}
"""

CONDITION: Final = """
query Condition($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner isArchived isDisabled viewerPermission
    autoMergeAllowed mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    ref(qualifiedName: $ref) {
      target { oid }
      refUpdateRule {
        viewerCanPush requiresSignatures requiredApprovingReviewCount requiredStatusCheckContexts
      }
      rules(first: 100) { nodes { type } }
    }
  }
}
"""


def look_query(paths: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the query for head, these documents at it and its newest commits; and its paths."""
    return (
        "query Look($owner: String!, $name: String!, $ref: String!, $first: Int!"
        f"{_declared(paths)}) {{"
        " repository(owner: $owner, name: $name) { nameWithOwner ref(qualifiedName: $ref) {"
        " target { ... on Commit { oid tree { oid } history(first: $first) {"
        " pageInfo { hasNextPage endCursor } nodes { ...Facts } }"
        f"{_files(paths)} }} }} }} }} }}" + _COMMIT + (_DOCUMENT if paths else "")
    ), _variables(paths)


def read_query(paths: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the query for files at a commit, and its paths."""
    return (
        "query Read($owner: String!, $name: String!, $commit: GitObjectID!"
        f"{_declared(paths)}) {{"
        " repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit {"
        f" oid tree {{ oid }}{_files(paths)} }} }} }} }}" + (_DOCUMENT if paths else "")
    ), _variables(paths)


def authors_query(
    pages: Sequence[tuple[str, str | None]],
) -> tuple[str, dict[str, str | None]]:
    """Return the query for who wrote a commit, and who changed files until then; its variables.

    A page is a path and where its history was left off (None: at its newest change).
    """
    paths = [path for path, _ in pages]
    asked = "".join(
        f" f{n}: file(path: $p{n}) {{ oid }}"
        f" h{n}: history(first: 100, path: $p{n}, after: $a{n}) {{"
        " pageInfo { hasNextPage endCursor } nodes { author { name email } } }"
        for n in range(len(paths))
    )
    cursors = "".join(f", $a{n}: String" for n in range(len(paths)))
    after = {f"a{n}": cursor for n, (_, cursor) in enumerate(pages)}
    return (
        "query Authors($owner: String!, $name: String!, $commit: GitObjectID!"
        f"{_declared(paths)}{cursors}) {{"
        " repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit {"
        f" oid author {{ name email }}{asked} }} }} }} }}"
    ), _variables(paths) | after


def _declared(paths: Sequence[str]) -> str:
    return "".join(f", $p{n}: String!" for n in range(len(paths)))


def _files(paths: Sequence[str]) -> str:
    return "".join(f" f{n}: file(path: $p{n}) {{ ...Document }}" for n in range(len(paths)))


def _variables(paths: Sequence[str]) -> dict[str, str]:
    return {f"p{n}": path for n, path in enumerate(paths)}
