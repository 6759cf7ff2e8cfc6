"""What a mail server said, and the addresses in it."""

import re

_ADDRESS = re.compile(r"[^\s<>;,()'\"]+@[^\s<>;,()'\"]*\w")


def addresses_in(said: str) -> set[str]:
    """The addresses that it names, in lower case."""
    return {address.casefold() for address in _ADDRESS.findall(said)}


def without_addresses(said: str) -> str:
    """For the trail, which outlives what is kept about people."""
    return _ADDRESS.sub("(address)", said)
