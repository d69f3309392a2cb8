"""How the fake's GraphQL refuses."""


class Refusal(Exception):
    """An error of GitHub's own, with its type."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
