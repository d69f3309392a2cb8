"""The ledger of landed commits: what landed, grouped by section, in the order of landing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Final

from bot.readiness.days import iso_day
from bot.readiness.phase_ids import word_key
from bot.readiness.place import Place, Problem
from bot.readiness.work import AwaitedMerge

MIN_SHA: Final = 7  # hex digits that name a commit


@dataclass(frozen=True, slots=True)
class LandedEntry:
    """A commit that landed. `date` is an ISO day, "" where none can be read.

    `commit` has from 7 to 40 hex digits. `section` is "" where none is named. `recorded`: it
    stands in the ledger, or will by the pull request it `waits` for.
    """

    date: str
    commit: str
    section: str
    title: str
    recorded: bool = True
    place: Place | None = field(default=None, compare=False)
    waits: AwaitedMerge | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Ledger:
    """The ledger as read, in the file's order; lines that can't be read are its problems."""

    entries: tuple[LandedEntry, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def newest_first(self) -> bool:
        """Whether the file puts what landed last above what landed before.

        Told by neighbours within a section: a file that is grouped may hold the sections in any
        order. Where no section has two days, by neighbours in the file.
        """
        apart = [_days_down(section.entries) for section in by_section(self.entries)]
        return (sum(apart) if any(apart) else _days_down(self.entries)) > 0

    @cached_property
    def oldest_first(self) -> tuple[LandedEntry, ...]:
        """The entries in the order of landing; one without a day stays behind its neighbour."""
        ordered = self.entries[::-1] if self.newest_first else self.entries
        days = accumulate((entry.date for entry in ordered), _day_or_the_one_before)
        dated = sorted(zip(days, ordered, strict=True), key=itemgetter(0))
        return tuple(entry for _, entry in dated)

    def holds(self, sha: str) -> bool:
        """Tell whether a commit (full sha) stands in the ledger, abbreviated or not."""
        return any(sha[:length] in named for length, named in self._named.items())

    @cached_property
    def _named(self) -> Mapping[int, frozenset[str]]:
        """What commits are named, by the length of the name: thousands are looked up at once."""
        named = {entry.commit for entry in self.entries}
        lengths = {len(commit) for commit in named}
        return {n: frozenset(c for c in named if len(c) == n) for n in lengths}


NO_LEDGER: Final = Ledger()


@dataclass(frozen=True, slots=True)
class Section:
    """What landed in one section, in the order of landing."""

    name: str
    entries: tuple[LandedEntry, ...]


def by_section(entries: Iterable[LandedEntry]) -> tuple[Section, ...]:
    """Group entries by section, which case does not part; the section that began first is first."""
    found: dict[str, list[LandedEntry]] = {}
    for entry in entries:
        found.setdefault(word_key(entry.section), []).append(entry)
    return tuple(Section(group[0].section, tuple(group)) for group in found.values())


def _day_or_the_one_before(before: str, day: str) -> str:
    return day or before


def _days_down(entries: Sequence[LandedEntry]) -> int:
    """Return how many more neighbours go back in time than go on."""
    days = [entry.date for entry in entries if entry.date]
    return sum((a > b) - (a < b) for a, b in pairwise(days))


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One section: column → whether all that landed there stands in the ledger, and how much."""

    name: str
    count: int
    cells: Mapping[int, bool]
    landed: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """Landings by place, a row for each section.

    `first` and `last` are the days of the outer columns; both are "" where the columns are the
    order of landing, since not every day is known.
    """

    columns: int
    first: str
    last: str
    rows: tuple[ChartRow, ...]


def chart(entries: Sequence[LandedEntry], columns: int) -> Chart:
    """Place entries, in the order of landing, into columns: by day, or else by their order."""
    days = [iso_day(entry.date) for entry in entries]
    known = [day.toordinal() for day in days if day is not None]
    dated = bool(known) and len(known) == len(entries)
    points = known if dated else list(range(len(entries)))
    low, high = (min(points), max(points)) if points else (0, 0)
    at = {
        id(entry): (point - low) * (columns - 1) // max(high - low, 1)
        for entry, point in zip(entries, points, strict=True)
    }
    rows = tuple(_row(section, at) for section in by_section(entries))
    ends = [date.fromordinal(day).isoformat() if dated else "" for day in (low, high)]
    return Chart(columns, ends[0], ends[1], rows)


def _row(section: Section, at: Mapping[int, int]) -> ChartRow:
    cells: dict[int, bool] = {}
    for entry in section.entries:
        column = at[id(entry)]
        cells[column] = cells.get(column, True) and entry.recorded
    landed = Counter(at[id(entry)] for entry in section.entries)
    return ChartRow(section.name, len(section.entries), cells, landed)
