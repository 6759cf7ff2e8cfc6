"""What comes from outside, as a file: it may be anything, also a pipe that never answers or a device that never ends."""

import errno
import os
from pathlib import Path
from stat import S_ISREG

NO_FILE = "it is a folder, a pipe or a device"


def beginning(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file; by one byte more than is allowed one sees that it is too large.

    Raises:
        OSError: it cannot be read, or is no file; `strerror` says why.
        ValueError: the path is none.

    """
    without_waiting = getattr(os, "O_NONBLOCK", 0)  # the opening of a pipe waits for somebody who writes into it
    descriptor = os.open(path, os.O_RDONLY | without_waiting | getattr(os, "O_BINARY", 0))
    try:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, NO_FILE)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)
