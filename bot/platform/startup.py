"""While the program is being loaded nothing is garbage: imported first, this stops the collector.

Going through ever more modules, again and again, is an eighth of the work of a start.
"""

import gc

gc.disable()


def loaded() -> None:
    """Let the collector work from here on; what is loaded by now stays, and is left alone."""
    gc.freeze()
    gc.enable()
