"""Takes the pictures of the README and the guide: `make up` in one shell, then `python docs/take_pictures.py` in another.

Use a throw-away installation, and the same settings in both: it records the story of the guide in the shipped round.

It needs Playwright (`pip install playwright`) and a Chromium, by default Debian's.
"""

import argparse

from camera import Camera, Server
from playwright.sync_api import sync_playwright
from story import ROUND, tell

MISSED = "on 2022-03-01"  # the day after the deadline: not everybody has answered
CLARIFIED = "As recorded on 2022-03-11"


def readme(camera: Camera) -> None:
    """The README's pictures, of the rehearsal."""
    server = camera.server
    [run] = server.every("flow_runs", sort="START_TIME_DESC", flows={"name": {"any_": ["rehearse-round"]}}, limit=1)
    camera.window("deployments", "deployments?limit=50", 900)
    camera.window("artifacts", "artifacts", 900)
    camera.open(f"runs/flow-run/{run['id']}", 620)
    camera.shoot(
        "rehearsal", clip={"x": 256, "y": 132, "width": camera.width - 256, "height": 470}
    )  # its name has a path
    camera.paper("round-page", f"rehearsal-round-{ROUND}", MISSED)
    camera.paper("slates", f"rehearsal-selection-{ROUND}", CLARIFIED, since="Slates")
    camera.paper("board-sheet", f"rehearsal-board-{ROUND}")
    camera.paper("deadline-table", "rehearsal-deadlines", MISSED, tallest=1000)


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:4200")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        camera = Camera(browser.new_page(), Server(options.address))
        readme(camera)
        tell(camera)
        browser.close()


if __name__ == "__main__":
    main()
