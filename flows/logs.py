"""Where the flows log."""

from logging import Logger, LoggerAdapter
from typing import Any

from prefect import get_run_logger
from prefect.exceptions import MissingContextError
from prefect.logging import get_logger


def run_log() -> "Logger | LoggerAdapter[Any]":
    """The run's log, or Prefect's where there is no run."""
    try:
        return get_run_logger()
    except MissingContextError:
        return get_logger("udpegning")
