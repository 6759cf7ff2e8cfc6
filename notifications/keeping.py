"""Files that only their owner can read, and folders that are there whole or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from models.errors import EntryRefused


def keep(file: Path, content: bytes) -> None:
    """Write a file, and the folders it needs; nobody but their owner can read what is made."""
    for folder in reversed(file.parents):
        folder.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` at the end; after an error nothing of it is left.

    Raises:
        EntryRefused: something is there already.
        OSError: it cannot be written.

    """
    place = folder.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise EntryRefused(f"{folder} is there already and is no empty folder; it was left as it is. Name another one.")
    if not place.parent.exists():
        place.parent.mkdir(mode=0o700, parents=True)
    making = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        yield making
        making.replace(place)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
