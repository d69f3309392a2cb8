"""`make fuzz`: each parser for a minute. `ARGS="--seconds 10 tracker policy"` chooses.

A finding ends its target, and is printed with what to give the parser, and the seed to get it
again: `--seed N`. Findings are kept in test_findings.py.
"""

import argparse
import secrets
import sys
import time
import traceback

from tests.fuzz.running import once
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run the targets that were chosen; returns 1 where there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target (60)")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="to begin with")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.targets if name not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    fine = [_fuzz(name, chosen.seconds, chosen.seed) for name in chosen.targets or TARGETS]
    return 0 if all(fine) else 1


def _fuzz(name: str, seconds: float, seed: int) -> bool:
    end, inputs = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        try:
            inputs += once(TARGETS[name], seed)
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding
            _say(f"{name}: FOUND with --seed {seed}\n{traceback.format_exc()}")
            return False
        seed += 1
    _say(f"{name}: {inputs:,} inputs in {seconds:g} s, nothing found")
    return True


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
