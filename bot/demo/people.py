"""The people of the demo: who owns, who reviews, and who does neither."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the demo's team. `slack` is their Slack user id, `tz` an IANA time zone."""

    name: str
    display: str
    slack: str
    tz: str

    @property
    def email(self) -> str:
        """Their address, for commits and Slack."""
        return f"{self.name}@tidewater.example"

    @property
    def first_name(self) -> str:
        """What the story calls them."""
        return self.display.partition(" ")[0]


INES: Final = Person("ines", "Ines Duarte", "U0INESDUARTE", "Europe/Lisbon")
ANOUK: Final = Person("anouk", "Anouk Visser", "U0ANOUKVISSER", "Europe/Amsterdam")
RAVI: Final = Person("ravi", "Ravi Menon", "U0RAVIMENON", "Asia/Kolkata")
KWAME: Final = Person("kwame", "Kwame Asante", "U0KWAMEASANTE", "Africa/Accra")
MEI: Final = Person("mei", "Mei Tanaka", "U0MEITANAKA", "Asia/Tokyo")
JONAS: Final = Person("jonas", "Jonas Berg", "U0JONASBERG", "Europe/Oslo")

# Ines owns P4 and EXEC, Mei the phases before. Anouk reviews for architecture, Ravi for security,
# Kwame for ops. Jonas writes code and fills no role. The same is in files/.gatebot.yml.
EVERYONE: Final = (INES, ANOUK, RAVI, KWAME, MEI, JONAS)
