"""What can go wrong, in words that a person without a programming background can act on.

Every error is an `UdpegningError`. The first line of its docstring is the default message, the ids it concerns are
attributes, and the message says what to do.
"""

from collections.abc import Sequence

from models.finding import Finding

MOST_TOLD = 100  # findings in one message


class UdpegningError(Exception):
    """Udpegning could not do this."""

    def __init__(self, message: str = "", **ids: object) -> None:
        self.ids = ids
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class EntryRefused(UdpegningError):
    """The entry was refused; nothing was stored."""


class RulesBroken(EntryRefused):
    """The rules do not allow this step; nothing was stored.

    `findings` are the blocking ones. The caller shows them; a finding of severity `explain` stops blocking once a
    reason for its rule is recorded with the step.
    """

    def __init__(self, step: str, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        lines = "".join(f"\n- {finding}" for finding in self.findings)
        super().__init__(f"{step} was refused and nothing was stored:{lines}", step=step)


class FileRefused(UdpegningError):
    """The file cannot be used. `findings` say where and why; the message has the first of them."""

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file = file
        self.findings = tuple(findings)
        more = len(self.findings) - MOST_TOLD
        told = [str(finding) for finding in self.findings[:MOST_TOLD]] + [f"{file}: {more} more like these."] * (
            more > 0
        )
        super().__init__("\n".join(told), file=file)


class RoundChanged(UdpegningError):
    """The term file differs from the round in the database. `differences` says how."""

    def __init__(self, round_key: str, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        lines = "".join(f"\n- {line}" for line in self.differences)
        super().__init__(
            f"The file differs from the open round {round_key} and nothing was changed:{lines}\n"
            "Open it again with 'accept changes' to take these over.",
            round=round_key,
        )


class RoundNotFound(UdpegningError):
    """There is no such round."""


class DatabaseNotReady(UdpegningError):
    """The database is not there or not up to date."""


class DatabaseGone(DatabaseNotReady):
    """The database cannot be reached; what was being done is not stored."""


class SettingRefused(UdpegningError):
    """A setting cannot be used."""


class LetterRefused(UdpegningError):
    """The letter cannot be made as it stands; nothing was stored."""


class PortTaken(UdpegningError):
    """The port is taken by another program."""
