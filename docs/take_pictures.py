"""Takes the README's pictures of a running system: `make up` in one shell, then `python docs/take_pictures.py` in another.

It needs Playwright (`pip install playwright`) and a Chromium, by default Debian's.
"""

import argparse
import json
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
ROUND = "nordjylland-2022-26"
MISSED = "on 2022-03-01"  # the day after the deadline: not everybody has answered
WHOLE = (0, 0, 1280, 900)  # left and right of it in pixels, and the window's width and height
GRAPH = (256, 0, 1280, 500)
MARKDOWN = (256, 272, 1500, 900)  # without what stands beside the text
LONG = (256, 272, 1500, 1900)
CLARIFIED = "As recorded on 2022-03-11"


def every(address: str, what: str, body: dict[str, object]) -> list[dict[str, str]]:
    """What the server knows of a kind."""
    request = urllib.request.Request(
        f"{address}/api/{what}/filter",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json", **csrf(address)},
    )
    with urllib.request.urlopen(request) as answer:
        found: list[dict[str, str]] = json.load(answer)
    return found


def page_of(address: str, key: str, word: str = "") -> str:
    """The newest artifact under a key that has the word in it."""
    newest_first = {"sort": "CREATED_DESC", "artifacts": {"key": {"any_": [key]}}, "limit": 100}
    made = every(address, "artifacts", newest_first)
    return f"artifacts/artifact/{next(each['id'] for each in made if word in each['data'])}"


def csrf(address: str) -> dict[str, str]:
    """The headers the server asks of a client that writes or filters."""
    with urllib.request.urlopen(f"{address}/api/csrf-token?client=pictures") as answer:
        return {"Prefect-Csrf-Token": json.load(answer)["token"], "Prefect-Csrf-Client": "pictures"}


def main() -> None:
    """Take every picture the README shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:4200")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    address = options.address
    run, *_ = every(address, "flow_runs", {"sort": "START_TIME_DESC", "flows": {"name": {"any_": ["rehearse-round"]}}})
    pages = {
        "deployments": ("deployments", WHOLE),
        "artifacts": ("artifacts", WHOLE),
        "rehearsal": (f"runs/flow-run/{run['id']}", GRAPH),
        "round-page": (page_of(address, f"rehearsal-round-{ROUND}", MISSED), LONG),
        "slates": (page_of(address, f"rehearsal-board-{ROUND}", CLARIFIED), LONG),
        "board-sheet": (page_of(address, f"rehearsal-board-{ROUND}"), MARKDOWN),
        "deadline-table": (page_of(address, "rehearsal-deadlines", MISSED), MARKDOWN),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for name, (path, part) in pages.items():
            take(page, f"{address}/{path}", part, IMAGES / f"{name}.png")
        browser.close()


def take(page: Page, address: str, part: tuple[int, int, int, int], file: Path) -> None:
    """One picture of a part of the page, once it has come to rest."""
    left, right, width, height = part
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)
    page.screenshot(path=file, clip={"x": left, "y": 0, "width": width - left - right, "height": height})
    print(file)


if __name__ == "__main__":
    main()
