"""Set the clock of a Python process that a test started under another; see beginning.py."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

ahead = timedelta(seconds=float(os.environ["GATEBOT_TESTS_AHEAD"]))
time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
