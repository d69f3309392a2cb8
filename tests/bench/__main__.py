"""`make bench`: prints a line a figure and writes build/bench.json. `ARGS="startup documents"`
measures those alone (and then the file holds no others).

A missed aim is printed as missed; the exit code says only whether everything could be measured.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from tests.bench.measures import MEASURES, measured
from tests.bench.report import Figure, write

OUTPUT: Final = Path(__file__).parents[2] / "build" / "bench.json"


def main(chosen: list[str]) -> int:
    """Measure what was chosen, or everything; returns the exit code."""
    if unknown := [name for name in chosen if name not in MEASURES]:
        sys.stderr.write(
            f"no such figures: {', '.join(unknown)}; there are {', '.join(MEASURES)}\n"
        )
        return 2
    figures: list[Figure] = []
    # A process each: what one leaves in memory would be gone through by the next one's collector.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in chosen or MEASURES:
            for figure in pool.submit(measured, name).result():
                figures.append(figure)
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
    write(figures, OUTPUT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
