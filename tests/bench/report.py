"""A figure with its aim: as a line for people, and all of them as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

TIMES: Final = "\u00d7"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `against`: what a ratio is of, or where a clock starts and stops."""

    name: str
    value: float
    unit: str
    against: str
    aim: float
    better: Literal["lower", "higher"]

    @property
    def met(self) -> bool:
        """Whether the value is as good as its aim, or better."""
        return self.value <= self.aim if self.better == "lower" else self.value >= self.aim

    def line(self) -> str:
        """Return `name: value unit (against …)`, with the aim and whether it is met."""
        bound = "at most" if self.better == "lower" else "at least"
        verdict = "met" if self.met else "MISSED"
        aim = f"aim {bound} {_shown(self.aim)}: {verdict}"
        return f"{self.name}: {_shown(self.value)} {self.unit} (against {self.against}; {aim})"

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it stands in build/bench.json; the value to four digits."""
        return {
            "name": self.name,
            "value": float(f"{self.value:.4g}"),
            "unit": self.unit,
            "against": self.against,
            "aim": self.aim,
            "better": self.better,
            "met": self.met,
        }


def _shown(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as JSON; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [figure.as_json() for figure in figures]
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
