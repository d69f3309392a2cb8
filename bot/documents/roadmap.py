"""`Implementation_Roadmap.md`: the phases that are planned, and what each is judged by."""

from dataclasses import dataclass

from bot.documents.vocabulary import Vocabulary
from bot.readiness.place import Place
from bot.readiness.work import Deliverable


@dataclass(frozen=True, slots=True)
class RoadmapPhase:
    """A phase as the roadmap names it."""

    id: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The roadmap as read, in the file's order."""

    phases: tuple[RoadmapPhase, ...]
    deliverables: tuple[Deliverable, ...]


def read_roadmap(data: bytes, path: str, vocabulary: Vocabulary) -> Roadmap:
    """Return the roadmap's phases and deliverables, from headings with lists and from tables.

    Raises DocumentError where the file can't be decoded or names a phase twice.
    """
    raise NotImplementedError
