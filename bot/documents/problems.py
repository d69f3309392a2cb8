"""The two ways in which reading or editing a document fails."""

from bot.readiness.place import Problem


class DocumentError(Exception):
    """A person can mend it: every problem names its place, what is wrong and what to do."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: tuple[Problem, ...] = problems


class ProofFailed(Exception):
    """Ours: the edited text, read again, does not differ in exactly the asked facts."""
