"""A bag as archives take it in (RFC 8493): the files under `data/`, a checksum for each, and what the bag is."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from notifications.keeping import keep


class Bag:
    """A bag in the making, in an empty folder. `sha256sum -c manifest-sha256.txt` checks it once it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: dict[str, str] = {}
        self._octets = 0

    @property
    def files(self) -> int:
        """How many files are in `data/`."""
        return len(self._sums)

    def add(self, path: str, content: bytes) -> str:
        """Put a file into `data/` and return its path; a path is a file name or names with slashes between, in ASCII."""
        name = f"data/{path}"
        if name in self._sums:
            raise ValueError(f"{path} is in the bag already")
        keep(self._folder / name, content)
        self._sums[name] = sha256(content).hexdigest()
        self._octets += len(content)
        return path

    def close(self, info: Mapping[str, str]) -> None:
        """Write down what the bag is, and the checksums; `info` has the fields of `bag-info.txt`, each on one line."""
        described = {**info, "Payload-Oxum": f"{self._octets}.{self.files}"}
        tags = {
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in described.items()),
            "manifest-sha256.txt": _manifest(self._sums),
        }
        sums = {name: sha256(text.encode()).hexdigest() for name, text in tags.items()}
        for name, text in {**tags, "tagmanifest-sha256.txt": _manifest(sums)}.items():
            keep(self._folder / name, text.encode())


def _manifest(sums: Mapping[str, str]) -> str:
    return "".join(f"{checksum}  {name}\n" for name, checksum in sorted(sums.items()))
