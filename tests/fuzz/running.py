"""One round of a target: inputs of one seed, and how long each may take."""

import time
from contextlib import suppress
from typing import Final

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.targets import Target

ROUND: Final = 200  # inputs
SLOW_SECONDS: Final = 5.0  # no input here is large: what takes longer grows with it beyond reason


def once(target: Target, number: int, inputs: int = ROUND) -> int:
    """Give a parser the inputs of one seed; returns how many. Raises what it should not raise."""
    count = 0

    @seed(number)
    @settings(
        max_examples=inputs, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def read(data: st.DataObject) -> None:
        nonlocal count
        count += 1
        check(target, data.draw(target.texts()))

    read()
    return count


def check(target: Target, data: bytes) -> None:
    """Give a parser one input."""
    began = time.process_time()
    with suppress(*target.refuses):
        target.run(data)
    took = time.process_time() - began
    if took > SLOW_SECONDS:
        raise AssertionError(f"{len(data)} bytes took {took:.1f} s")
