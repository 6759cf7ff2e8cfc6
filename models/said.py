"""What mail servers said of a letter, one after the other with «; » between, and the addresses in it."""

import re

_ADDRESS = re.compile(r"[^\s<>;,()'\"][^\s<>;,()\"]*@[^\s<>;,()'\"]*\w")

MASKED = "(address)"
"""Stands in the trail for an address."""
NOBODY_NAMED = " (it does not say whom)"
"""Ends what is said of a receiver that is not named."""


def addresses_in(said: str) -> set[str]:
    """The addresses that it names, in lower case."""
    return {address.casefold() for address in _ADDRESS.findall(said)}


def receivers_in(said: str) -> list[set[str]]:
    """The receivers it is about: of each that is named, its addresses, before the colon and what a server said of it."""
    named = (addresses_in(part.partition(": ")[0]) for part in said.split("; "))
    return [addresses for addresses in named if addresses]


def without_addresses(said: str) -> str:
    """For the trail, which outlives what is kept about people."""
    return _ADDRESS.sub(MASKED, said)
