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


def newest(address: str, what: str, body: dict[str, object]) -> dict[str, str]:
    """The newest object the server knows of a kind."""
    request = urllib.request.Request(
        f"{address}/api/{what}/filter",
        data=json.dumps({"limit": 1, **body}).encode(),
        headers={"content-type": "application/json", **csrf(address)},
    )
    with urllib.request.urlopen(request) as answer:
        found: list[dict[str, str]] = json.load(answer)
    return found[0]


def page_of(address: str, key: str) -> str:
    """The newest artifact under a key."""
    newest_first = {"sort": "CREATED_DESC", "artifacts": {"key": {"any_": [key]}}}
    return f"artifacts/artifact/{newest(address, 'artifacts', newest_first)['id']}"


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
    run = newest(address, "flow_runs", {"sort": "START_TIME_DESC", "flows": {"name": {"any_": ["rehearse-round"]}}})
    pages = {
        "deployments": "deployments",
        "artifacts": "artifacts",
        "rehearsal": f"runs/flow-run/{run['id']}",
        "round-page": page_of(address, f"rehearsal-round-{ROUND}"),
        "board-sheet": page_of(address, f"rehearsal-board-{ROUND}"),
        "deadline-table": page_of(address, "rehearsal-deadlines"),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, path in pages.items():
            take(page, f"{address}/{path}", IMAGES / f"{name}.png")
        browser.close()


def take(page: Page, address: str, file: Path) -> None:
    """One picture, once the page has come to rest."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)
    page.screenshot(path=file)
    print(file)


if __name__ == "__main__":
    main()
