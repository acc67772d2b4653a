"""Python's garbage collector, kept from looking again and again at what lives on.

Reading a list makes millions of objects, none of which refer to each other in a circle, and each
few hundred of them make the collector look at all there are: that took a tenth of the time. It is
much the same with importing modules. Not so with sending: there the circles are, and they hold the
bodies of requests.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (200_000, 20, 20)
"""New objects after which the collector looks at them, and how often that is before it looks at
older ones."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector look seldom, and never again at what is there already: it lives on."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
