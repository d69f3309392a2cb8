"""What a checker says of one item."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.readiness.evidence import Evidence, Finding, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, what was looked at in a sentence, the mend, and the content it rested on."""

    verdict: Verdict
    sentence: str
    mend: str = ""
    subjects: tuple[Subject, ...] = ()

    def on(self, evidence: Evidence) -> Finding:
        """Return the outcome as the finding of an evidence item."""
        return Finding(evidence, self.verdict, self.sentence, self.mend, self.subjects)


class Stopped(Exception):
    """A check came to its end early, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.sentence)
        self.outcome = outcome


def passed(sentence: str, subjects: Iterable[Subject]) -> Outcome:
    """Return a pass."""
    return Outcome(Verdict.PASS, sentence, "", tuple(subjects))


def failed(sentence: str, mend: str, subjects: Iterable[Subject] = ()) -> Outcome:
    """Return a fail, with what mends it."""
    return Outcome(Verdict.FAIL, sentence, mend, tuple(subjects))


def unknown(sentence: str, mend: str, subjects: Iterable[Subject] = ()) -> Outcome:
    """Return that nobody can say now."""
    return Outcome(Verdict.UNKNOWN, sentence, mend, tuple(subjects))
