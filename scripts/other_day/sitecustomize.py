"""Loaded by every Python that runs under libfaketime (`scripts/test.py`): sleeping works there too.

libfaketime 0.9.10 fails an absolute sleep (EINVAL) where the monotonic clock is left alone, and where it is
not, no wait for a lock or an event ever ends. Python sleeps absolutely; a wait for nothing is relative.
"""

import select
import time


def sleep(seconds: float) -> None:
    """Sleep for *seconds*, as `time.sleep` does."""
    select.select([], [], [], seconds)


time.sleep = sleep
