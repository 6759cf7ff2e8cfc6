"""What a person at the desk does in the browser: opens a form, fills it, submits it, and reads what came of it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from playwright.sync_api import Error, Locator, Page, expect

ENDED = ("completed", "failed", "crashed", "cancelled")
SECONDS = 1000  # Playwright counts in milliseconds
PATIENCE = 20 * SECONDS
RUN_PATIENCE = 90 * SECONDS
BESIDE_THE_FORM = (2, 400)  # where a click closes a list and does nothing else
LISTED = "a[href^='/deployments/deployment/']"
BUSY = "Something went wrong"
TRIES = 5  # on SQLite the server now and then refuses a run with status 503; a person presses Submit again

Entered = bool | date | str | Sequence[Any] | Mapping[str, Any]
"""What a field takes: a switch, a day, a text or a choice; a list of choices, or of items with their own fields."""


class Ended(NamedTuple):
    """How a run ended, as its page says: the name of its state, and the state's message."""

    state: str
    message: str


class Fields:
    """The fields of a form, or of one item in it. Each is named by its label, without "(Optional)"."""

    def __init__(self, page: Page, part: Locator) -> None:
        self.page = page
        self.part = part

    def field(self, label: str) -> Locator:
        """The field under a label, at this level of the form."""
        named = self.page.locator(":scope > .p-label__header .schema-form-property__label")
        exactly = re.compile(rf"^\s*{re.escape(label)}( \(Optional\))?\s*$")
        found = self._fields().filter(has=named.filter(has_text=exactly))
        self._fields().first.wait_for()
        if found.count() != 1:
            raise AssertionError(f"{found.count()} fields are called {label!r}. The form has {self.labels()}.")
        return found

    def labels(self) -> list[str]:
        """What the fields at this level are called, from top to bottom."""
        labels = self._fields().locator("> .p-label__header .schema-form-property__label").all_inner_texts()
        return [label.strip().removesuffix(" (Optional)") for label in labels]

    def _fields(self) -> Locator:
        return self.part.locator("> .schema-form-property")

    def enter(self, fields: Mapping[str, Entered]) -> None:
        """Fill these fields, each in the way its kind takes."""
        for label, value in fields.items():
            match value:
                case bool():
                    self.switch(label, on=value)
                case date():
                    self.pick_date(label, value)
                case str():
                    self._choose_or_fill(label, value)
                case Mapping():
                    self.within(label).enter(value)
                case _:
                    self._enter_list(label, value)

    def _choose_or_fill(self, label: str, value: str) -> None:
        offered = self.field(label).locator(".p-select-button__icon").count() > 0
        (self.choose if offered else self.fill)(label, value)

    def _enter_list(self, label: str, values: Sequence[Any]) -> None:
        items = [value for value in values if isinstance(value, Mapping)]
        for item in items:
            self.add_item(label).enter(item)
        if not items:
            self.choose_several(label, values)

    def fill(self, label: str, text: str) -> None:
        """Write a text or a number."""
        self.field(label).locator("textarea, input:not([type=checkbox])").first.fill(text)

    def choose(self, label: str, value: str) -> None:
        """Choose one value from a list."""
        self._open_choice(label)
        self._click_option(label, value)
        self.shows(label, value)

    def shows(self, label: str, value: str) -> None:
        """See that a list shows this as chosen."""
        expect(self.field(label).locator(".p-select-button__value"), label).to_have_text(value)

    def choose_several(self, label: str, values: Iterable[str]) -> None:
        """Tick values in a list that takes several."""
        self._open_choice(label)
        for value in values:
            option = self._click_option(label, value)
            expect(option, f"{label}: {value}").to_have_class(re.compile("--selected"))
        self._close_choice()

    def choices(self, label: str) -> list[str]:
        """What there is to choose from."""
        self._open_choice(label)
        shown = [text.strip() for text in self._options().all_inner_texts()]
        self._close_choice()
        return shown

    def _open_choice(self, label: str) -> None:
        # Only the arrows open the list: a click anywhere else in the box opens it and closes it again at once.
        self.field(label).locator(".p-select-button__icon").first.click()
        self._options().first.wait_for()

    def _close_choice(self) -> None:
        self.page.mouse.click(*BESIDE_THE_FORM)
        expect(self._pop_over()).to_have_count(0)

    def _click_option(self, label: str, value: str) -> Locator:
        search = self._pop_over().get_by_placeholder("Search")
        search.fill(value)  # a long list shows only what is near
        option = self._options().filter(has_text=re.compile(rf"^\s*{re.escape(value)}\s*$"))
        try:
            option.click()
        except Error:
            search.clear()
            self._options().first.wait_for()
            raise AssertionError(f"{label} has no {value!r}, but {self._options().all_inner_texts()}") from None
        return option

    def _options(self) -> Locator:
        return self._pop_over().get_by_role("option")

    def _pop_over(self) -> Locator:
        return self.page.locator(".p-pop-over-content")

    def pick_date(self, label: str, day: date) -> None:
        """Open the calendar, write the day in its box, and press Apply, without which it would be forgotten."""
        control = self.field(label).locator(".p-date-button__control")
        control.click()
        self._pop_over().locator("input").fill(day.isoformat())
        self._pop_over().get_by_role("button", name="Apply").click()
        expect(control, label).to_have_text(re.compile(rf"^\s*{day:%b} {day.day}(st|nd|rd|th), {day.year}\s*$"))

    def switch(self, label: str, *, on: bool) -> None:
        """Turn a switch on or off."""
        switch = self.field(label).get_by_role("switch")
        if (switch.get_attribute("aria-checked") == "true") != on:
            switch.click()
        expect(switch, label).to_have_attribute("aria-checked", str(on).lower())

    def take(self, label: str, kind: str) -> None:
        """Press one of the kinds a value may be of, for instance `date` instead of `None`."""
        button = self.field(label).locator("> .p-label__body > .p-button-group").get_by_role(
            "button", name=kind, exact=True
        )  # fmt: skip
        button.click()
        expect(button, label).to_have_attribute("aria-selected", "true")

    def add_item(self, label: str) -> "Fields":
        """Add an item to a list; its fields."""
        items = self._items(label)
        number = items.count()
        self.field(label).locator(".p-draggable-list__create-button").last.click()
        expect(items, label).to_have_count(number + 1)
        return self.item(label, number)

    def item(self, label: str, number: int) -> "Fields":
        """The fields of an item, counted from 0."""
        return Fields(self.page, self._items(label).nth(number).locator(".schema-form-properties").first)

    def add_text(self, label: str, text: str) -> None:
        """Add an item to a list of texts, and write it."""
        number = self._items(label).count()
        self.field(label).locator(".p-draggable-list__create-button").last.click()
        self._items(label).nth(number).locator("textarea, input").first.fill(text)

    def within(self, label: str) -> "Fields":
        """The fields of a part of the form, under its label."""
        return Fields(self.page, self.field(label).locator(".schema-form-properties").first)

    def _items(self, label: str) -> Locator:
        own = "> .p-label__body > fieldset > .schema-form-property-array > .p-draggable-list > .p-draggable-list__item"
        return self.field(label).locator(own)


class Desk(Fields):
    """The Prefect UI at an address, as the person before it uses it."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page, page.locator("form .schema-form-properties").first)
        self.address = address
        self._refused: list[str] = []
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def open_deployment(self, flow: str) -> None:
        """Find the deployment of a flow in the list, which shows the flow's name beneath its own, and open it."""
        self.page.goto(f"{self.address}/deployments")
        self.page.get_by_placeholder("Search deployments").fill(flow)
        row = self.page.get_by_role("row").filter(has=self.page.get_by_role("link", name=flow, exact=True))
        found = self.page.locator(LISTED)
        expect(found, "the list shows only what was searched for").to_have_count(1)
        row.locator(LISTED).click()
        self.page.wait_for_url("**/deployments/deployment/*")

    def open_form(self, flow: str, **prefilled: object) -> None:
        """Open the form of a flow, from the list or, with some fields filled already, as a link does."""
        self.open_deployment(flow)
        if prefilled:
            deployment = self.page.url.partition("?")[0]
            self.page.goto(f"{deployment}/run?parameters={quote(json.dumps(prefilled))}")
        else:
            self._press_run("Custom run")
        self.page.get_by_role("button", name="Submit").wait_for()

    def choices_of(self, flow: str, label: str) -> list[str]:
        """Open the form of a flow; what there is to choose from in one of its fields."""
        self.open_form(flow)
        return self.choices(label)

    def send(self, flow: str, fields: Mapping[str, Entered]) -> Ended:
        """Open the form of a flow, fill it, submit it, and wait for the end of its run."""
        self.open_form(flow)
        self.enter(fields)
        self.submit()
        return self.finished()

    def run_at_once(self, flow: str) -> None:
        """Press Run on the deployment of a flow that asks nothing, and go to its run."""
        for _ in range(TRIES):
            self.open_deployment(flow)
            self._press_run("Quick run")
            if self._followed_run():
                return

    def _press_run(self, how: str) -> None:
        self.page.get_by_role("button", name="Run", exact=True).click()
        self.page.get_by_role("button", name=how).click()

    def submit(self) -> None:
        """Press Submit, and again while the server is busy; go to the run, or stay with what the form refuses."""
        for _ in range(TRIES):
            with self.page.expect_response("**/ui/schemas/validate") as answer:
                self.page.get_by_role("button", name="Submit").click()
            if not answer.value.json()["valid"]:
                self._messages().first.wait_for()
                self._refused = [text.strip() for text in self._messages().all_inner_texts()]
                return
            if self._followed_run() or BUSY not in self._refused[0]:
                return

    def _followed_run(self) -> bool:
        """Whether the server took the run; its page is open then. What it said in the corner is gone in 5 seconds."""
        self._toasts().first.wait_for()
        self._refused = [self._toasts().first.inner_text().strip()]
        view = self.page.get_by_role("button", name="View run")
        try:
            view.first.wait_for(timeout=2 * SECONDS)  # something else may have gone wrong first, and the run was taken
        except Error:
            self.page.locator(".p-toast__close-btn").last.click()
            return False
        view.last.click()
        self.page.wait_for_url("**/runs/flow-run/*")
        return True

    def refused_in_form(self) -> list[str]:
        """What the form said under its fields when it was submitted, or else what the server said in the corner."""
        return self._refused

    def _messages(self) -> Locator:
        return self.page.locator(".p-label__message--failed")

    def _toasts(self) -> Locator:
        return self.page.locator(".p-toast__message")

    def finished(self) -> Ended:
        """Wait on the page of the run until it has ended; its state, and the message under Details."""
        assert "/runs/flow-run/" in self.page.url, f"No run was started: {self._refused}"
        badge = self.page.locator(".state-badge").first
        expect(badge).to_have_class(re.compile(rf"state--({'|'.join(ENDED)})"), timeout=RUN_PATIENCE)
        self.page.locator("#details.p-tab").click()
        told = self.page.locator(".p-key-value", has_text="State Message").locator(".p-key-value__value")
        more = told.get_by_text("See More")
        told.wait_for()
        if more.count():
            more.click()
        message = told.inner_text().removesuffix("See Less").strip()
        return Ended(badge.inner_text().strip(), message)

    def read_page(self, key: str) -> str:
        """Open the newest page under a key, as its list of versions offers it; what can be read there."""
        self.page.goto(f"{self.address}/artifacts/key/{key}")
        self.page.locator("a[href^='/artifacts/artifact/']").first.click()
        expect(self.page.locator(".artifact-timeline")).to_have_count(0)
        text = self.page.locator(".artifact .markdown-renderer").last
        text.wait_for()
        return text.inner_text()

    def follow(self, link: str) -> "Desk":
        """Click the last of the links of that name on the page that is open; the form it leads to, in a tab of its own."""
        links = self.page.locator(".artifact .markdown-renderer").get_by_role("link", name=link, exact=True)
        with self.page.context.expect_page() as opened:
            links.last.click()
        form = Desk(opened.value, self.address)
        form.page.get_by_role("button", name="Submit").wait_for()
        return form
