"""What the commands take where nothing is named. It loads nothing: the help names some of it."""

from pathlib import Path
from typing import Final

DEMO_STATE: Final = Path(".gatebot/demo")
DEMO_PORT: Final = 8717
TOUR_STATE: Final = Path(".gatebot/tour")
