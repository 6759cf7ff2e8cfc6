"""A camera in front of the Prefect UI, and the server's API to bring a round into the state that is shown."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import FloatRect, Locator, Page

IMAGES = Path(__file__).parent / "images"
TRIES, PAUSE = 8, 1.5  # on SQLite the server now and then refuses a run with status 503
REST = 1200  # milliseconds in which a page comes to rest
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
TALL_WINDOW = 4000
MARGIN = 12
TALLEST = 1500  # pixels of a picture; what is longer is cut


class Server:
    """The API of a running system."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._token = ""
        self._forms: dict[str, str] = {}

    def every(self, what: str, **body: object) -> list[dict[str, Any]]:
        """What the server knows of a kind."""
        found: list[dict[str, Any]] = self._post(f"{what}/filter", body)
        return found

    def form(self, flow: str) -> str:
        """The id of the deployment that is the form of a flow."""
        if not self._forms:
            names = {each["id"]: each["name"] for each in self.every("flows", limit=100)}
            self._forms = {names[each["flow_id"]]: each["id"] for each in self.every("deployments", limit=100)}
        return self._forms[flow]

    def run(self, flow: str, **parameters: object) -> dict[str, Any]:
        """Start a form as a person does, and wait for its end; the run as it ended."""
        path = f"deployments/{self.form(flow)}/create_flow_run"
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        for _ in range(TRIES):
            try:
                started = self._post(path, body)
                break
            except urllib.error.HTTPError as error:
                print(f"{flow}: {error.read().decode()}")
                time.sleep(PAUSE)
        while True:
            [run] = self.every("flow_runs", flow_runs={"id": {"any_": [started["id"]]}})
            if run["state_type"] in FINAL:
                print(f"{flow}: {run['state_name']}: {run['state']['message']}")
                return run
            time.sleep(PAUSE)

    def page_of(self, key: str, word: str = "") -> str:
        """The path of the newest page under a key that has the word in it."""
        made = self.every("artifacts", sort="CREATED_DESC", artifacts={"key": {"any_": [key]}}, limit=100)
        return f"artifacts/artifact/{next(each['id'] for each in made if word in each['data'])}"

    def _post(self, path: str, body: dict[str, object]) -> Any:
        if not self._token:
            with urllib.request.urlopen(f"{self.address}/api/csrf-token?client=pictures") as answer:
                self._token = json.load(answer)["token"]
        headers = {
            "content-type": "application/json",
            "Prefect-Csrf-Token": self._token,
            "Prefect-Csrf-Client": "pictures",
        }
        request = urllib.request.Request(f"{self.address}/api/{path}", data=json.dumps(body).encode(), headers=headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def box_of(what: Locator) -> FloatRect:
    """Where something stands in the window.

    Raises:
        ValueError: it is not shown.

    """
    what.wait_for()
    box = what.bounding_box()
    if box is None:
        raise ValueError(f"{what} is not shown")
    return box


class Camera:
    """Takes pictures of what the browser shows."""

    def __init__(self, page: Page, server: Server, width: int = 1180) -> None:
        self.page, self.server, self.width = page, server, width

    def open(self, path: str, height: int = 800) -> None:
        """Go to a path of the UI, in a window of this height, and let it come to rest."""
        self.page.set_viewport_size({"width": self.width, "height": height})
        self.page.goto(f"{self.server.address}/{path}")
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(REST)

    def window(self, file: str, path: str, height: int = 800) -> None:
        """The whole window."""
        self.open(path, height)
        self.shoot(file)

    def paper(self, file: str, key: str, word: str = "", *, since: str = "", tallest: int = TALLEST) -> None:
        """The newest page under a key that has the word in it, without what stands beside it, or its end since a heading."""
        self.open(self.server.page_of(key, word), height=TALL_WINDOW)
        text = self.page.locator(".artifact .markdown-renderer").last
        skipped = 0.0
        if since:
            skipped = box_of(text.locator("h2", has_text=since))["y"] - box_of(text)["y"]
        self.part(file, text, tallest=tallest, skipped=skipped)

    def form(self, file: str, flow: str, *, tallest: int = TALLEST, **filled: object) -> None:
        """A form, filled in as a link on a page fills it in."""
        self.open_form(flow, **filled)
        self.part(file, self.fields(), tallest=tallest)

    def open_form(self, flow: str, **filled: object) -> None:
        """Open a form with these fields filled in."""
        parameters = f"?parameters={quote(json.dumps(filled))}" if filled else ""
        self.open(f"deployments/deployment/{self.server.form(flow)}/run{parameters}", height=TALL_WINDOW)

    def fields(self) -> Locator:
        """The fields of the form that is open."""
        return self.page.locator("form .schema-form-properties").first

    def part(self, file: str, what: Locator, *, tallest: int = TALLEST, skipped: float = 0) -> None:
        """A part of the window with a margin, without what is skipped at its top, cut where it is too tall."""
        box = box_of(what)
        left, top = max(0, box["x"] - MARGIN), max(0, box["y"] + skipped - MARGIN)
        width = min(box["width"] + 2 * MARGIN, self.width - left)
        height = min(box["height"] - skipped + 2 * MARGIN, tallest)
        self.shoot(file, clip={"x": left, "y": top, "width": width, "height": height})

    def shoot(self, file: str, **how: Any) -> None:
        """What the window shows, into a file under the images."""
        target = IMAGES / f"{file}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=target, **how)
        print(target.relative_to(IMAGES.parents[1]), f"{target.stat().st_size // 1024} kB")
