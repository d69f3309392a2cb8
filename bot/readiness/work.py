"""What surrounds a phase in other documents: child tasks, and the deliverables it is judged by."""

from dataclasses import dataclass

from bot.readiness.place import Place


@dataclass(frozen=True, slots=True)
class Task:
    """A child task of a phase in the work queue."""

    id: str
    title: str
    phase: str
    state: str
    done: bool
    moved_to: str
    place: Place

    @property
    def closed(self) -> bool:
        """Whether the task no longer holds its phase back: it is done, or moved somewhere."""
        return self.done or bool(self.moved_to)


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A criterion of a review, from the roadmap."""

    phase: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class OpsItem:
    """One open or done item of the Parallel Ops Track."""

    text: str
    done: bool
    owner: str
    place: Place
