"""A person before the running system: Debian's chromium, and the desk in it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from desk_in_browser import Desk
from playwright.sync_api import Browser, sync_playwright
from system import System

REQUIRED = "UDPEGNING_BROWSER_REQUIRED"  # set where a test that is skipped would be a check that was not made
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def system_database() -> str:
    """As `udpegning up` has it for whoever tries it."""
    return "sqlite"


@pytest.fixture(scope="module")  # as long as it is there its event loop runs, and no other test can start one
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = pytest.fail if os.environ.get(REQUIRED) else pytest.skip
        missing("no browser: install Debian's chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # chromium refuses to sandbox itself as root
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=found, args=arguments) as browser:
        yield browser


@pytest.fixture
def desk(browser: Browser, system: System) -> Iterator[Desk]:
    """The desk in a window of its own, with nothing remembered from before."""
    with browser.new_context(locale="en-GB", timezone_id="Europe/Copenhagen") as context:
        yield Desk(context.new_page(), system.address)
