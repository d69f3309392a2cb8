"""The demo's files, from the package: final wordings, and what is filled into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

CI_URL: Final = "https://ci.tidewater.example/runs/"
_BLANK: Final = re.compile(r"\{\{(sha|date|ci):([a-z-]+)\}\}")


@dataclass(slots=True)
class Facts:
    """What is known of the commits made so far, by their keys."""

    shas: dict[str, str] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)  # key → CI run id
    ci_url: str = CI_URL  # a run's id follows it


@cache
def final_texts() -> Mapping[str, str]:
    """Return path → text of every file of the demo, blanks not filled."""
    return dict(_walk(files("bot.demo") / "files", ""))


def under(entry: str) -> tuple[str, ...]:
    """Return the paths an entry names: itself, or for a folder (`…/`) all below it.

    Raises KeyError where there is none.
    """
    found = tuple(
        p for p in final_texts() if p == entry or (entry[-1] == "/" and p.startswith(entry))
    )
    if not found:
        raise KeyError(entry)
    return found


def filled(text: str, facts: Facts) -> str:
    """Fill the blanks of a text; raises KeyError for a commit that is not made yet."""
    return _BLANK.sub(lambda blank: _fill(blank[1], blank[2], facts), text)


def _fill(what: str, key: str, facts: Facts) -> str:
    match what:
        case "sha":
            return facts.shas[key][:12]
        case "date":
            return facts.dates[key].date().isoformat()
        case _:
            return facts.ci_url + facts.runs[key]


def _walk(folder: Traversable, at: str) -> list[tuple[str, str]]:
    found = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{at}{each.name}"
        if each.is_dir():
            found += _walk(each, f"{path}/")
        else:
            found.append((path, each.read_text("utf-8")))
    return found
