"""The GraphQL documents about branches and pull requests, whole."""

from typing import Final

_REQUEST: Final = """
fragment Request on PullRequest {
  id number url state headRefName headRefOid isCrossRepository
  mergeCommit { oid }
  autoMergeRequest { enabledAt }
}
"""

# What is known of a branch: where it points, and what was asked for it, the newest first. Anybody
# may ask from a fork with a branch of that name, as often as they like: it is read in pages.
BRANCH: Final = (
    """
query Branch(
  $owner: String!, $name: String!, $ref: String!, $head: String!, $base: String!, $after: String
) {
  repository(owner: $owner, name: $name) {
    id nameWithOwner
    ref(qualifiedName: $ref) { id target { oid } }
    pullRequests(
      headRefName: $head, baseRefName: $base, first: 20, after: $after
      orderBy: { field: CREATED_AT, direction: DESC }
    ) { pageInfo { hasNextPage endCursor } nodes { ...Request } }
  }
}
"""
    + _REQUEST
)

REQUEST: Final = (
    """
query Request($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    autoMergeAllowed mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    pullRequest(number: $number) { ...Request }
  }
}
"""
    + _REQUEST
)

CREATE_BRANCH: Final = """
mutation CreateBranch($input: CreateRefInput!) {
  createRef(input: $input) { ref { target { oid } } }
}
"""

DELETE_BRANCH: Final = """
mutation DeleteBranch($input: DeleteRefInput!) {
  deleteRef(input: $input) { clientMutationId }
}
"""

OPEN: Final = (
    """
mutation Open($input: CreatePullRequestInput!) {
  createPullRequest(input: $input) { pullRequest { ...Request } }
}
"""
    + _REQUEST
)

AUTO_MERGE: Final = """
mutation AutoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}
"""

MERGE: Final = """
mutation Merge($input: MergePullRequestInput!) {
  mergePullRequest(input: $input) { pullRequest { number } }
}
"""

# One request, in this order: a request that is closed has said why.
CLOSE: Final = """
mutation Close($comment: AddCommentInput!, $close: ClosePullRequestInput!) {
  addComment(input: $comment) { clientMutationId }
  closePullRequest(input: $close) { pullRequest { number } }
}
"""
