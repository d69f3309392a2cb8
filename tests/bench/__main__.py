"""`make bench`: prints a line a figure and writes build/bench.json. `ARGS="startup documents"`
measures those alone (and then the file holds no others).

A missed aim is printed as missed; the exit code says only whether everything could be measured.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.logs import configure
from tests.bench import approve, audit, digest, documents, landing, startup, verify
from tests.bench.report import Figure, write

OUTPUT: Final = Path(__file__).parents[2] / "build" / "bench.json"
# To add one: write a module with `measure`, name it here.
MEASURES: Final[Mapping[str, Callable[[], Iterable[Figure]]]] = MappingProxyType(
    {
        "approve": approve.measure,
        "landing": landing.measure,
        "digest": digest.measure,
        "documents": documents.measure,
        "audit": audit.measure,
        "startup": startup.measure,
        "verify": verify.measure,
    }
)


def main(chosen: list[str]) -> int:
    """Measure what was chosen, or everything; returns the exit code."""
    if unknown := [name for name in chosen if name not in MEASURES]:
        sys.stderr.write(
            f"no such figures: {', '.join(unknown)}; there are {', '.join(MEASURES)}\n"
        )
        return 2
    figures: list[Figure] = []
    for name in chosen or MEASURES:
        for figure in MEASURES[name]():
            figures.append(figure)
            sys.stdout.write(figure.line() + "\n")
            sys.stdout.flush()
    write(figures, OUTPUT)
    return 0


if __name__ == "__main__":
    configure(console=False)
    sys.exit(main(sys.argv[1:]))
