"""All figures there are, and how one set of them is measured, in whatever process."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bot.platform.logs import configure
from tests.bench import approve, audit, digest, documents, home, landing, startup, verify
from tests.bench.report import Figure

# To add one: write a module with `measure`, name it here.
MEASURES: Final[Mapping[str, Callable[[], Iterable[Figure]]]] = MappingProxyType(
    {
        "approve": approve.measure,
        "landing": landing.measure,
        "digest": digest.measure,
        "home": home.measure,
        "documents": documents.measure,
        "audit": audit.measure,
        "startup": startup.measure,
        "verify": verify.measure,
    }
)


def measured(name: str) -> list[Figure]:
    """Measure some figures."""
    configure(console=False)
    return list(MEASURES[name]())
