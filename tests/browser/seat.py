"""A seat at the page: what a person there does with mouse and keys, and what they see."""

import re
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, Request, expect

from bot.demo.people import Person

APPROVE, LIST_GAPS = "Approve", "List gaps"


@dataclass
class Seat:
    """One browser's page. `astray` are requests that left this machine's page, and page errors."""

    page: Page
    url: str
    astray: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down whatever a page of ours must never do."""
        self.page.on("request", self._requested)
        self.page.on("pageerror", lambda error: self.astray.append(f"error: {error}"))
        self.page.on("console", lambda said: self._said(said.type, said.text))

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.astray.append(f"request: {request.url}")

    def _said(self, kind: str, text: str) -> None:
        # A refusal that the page shows in words is also a status, which the browser logs.
        if kind == "error" and "the server responded with a status of 4" not in text:
            self.astray.append(f"console: {text}")

    # --- being somewhere ---

    async def opens(self, path: str = "") -> None:
        await self.page.goto(f"{self.url}{path}")
        await self.is_ready()

    async def reloads(self) -> None:
        await self.page.reload()
        await self.is_ready()

    async def is_ready(self) -> None:
        await expect(self.page.locator("body.is-ready")).to_be_attached()

    async def becomes(self, who: Person) -> None:
        await self.page.locator(f"[data-person='{who.name}']").click()
        await self.is_person(who)

    async def is_person(self, who: Person) -> None:
        person = self.page.locator(f"[data-person='{who.name}']")
        await expect(person).to_have_attribute("aria-pressed", "true")

    async def goes_to(self, name: str) -> None:
        await self.page.locator(f"[data-channel='{name}']").click()
        await expect(self.page.locator(".conversation h1")).to_contain_text(name)

    # --- messages ---

    @property
    def box(self) -> Locator:
        return self.page.locator("#composer-box")

    async def types(self, text: str, *, inside: Locator | None = None) -> None:
        """Type a line and send it; suggestions are put away first."""
        box = inside or self.box
        await box.fill(text)
        await box.press("Escape")
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def types_in_vain(self, text: str) -> None:
        """Type a line that nobody takes: it stays in the box, and the page says so twice."""
        await self.box.fill(text)
        await self.box.press("Enter")
        await expect(self.page.locator(".box-trouble").first).to_contain_text("Not sent")
        await expect(self.page.locator("#offline")).to_be_visible()
        await expect(self.box).to_have_value(text)

    def message(self, *texts: str) -> Locator:
        """Return the newest message in the channel that shows all texts."""
        found = self.page.locator("#conversation .message")
        for text in texts:
            found = found.filter(has_text=text)
        return found.last

    async def sees(self, *texts: str) -> Locator:
        found = self.message(*texts)
        await expect(found).to_be_visible()
        return found

    async def picture(self, alt: str) -> Locator:
        """Wait until the newest picture whose text begins so is drawn; return it."""
        found = self.page.locator(f"#conversation img[alt^='{alt}']").last
        await expect(found).to_be_visible()
        await expect(found).to_have_js_property("complete", True)  # noqa: FBT003 - a value of the page
        assert await found.evaluate("image => image.naturalWidth") > 0
        return found

    def card(self, number: int = 1) -> Locator:
        """Return the review card of a round of P4."""
        title = self.page.locator(".block-header", has_text="P4 · ")
        return (
            self.page.locator("#conversation .message")
            .filter(has=title)
            .filter(has_text=f"round {number}")
        )

    async def presses(self, label: str, on: Locator) -> None:
        await on.get_by_role("button", name=label, exact=True).click()

    # --- modals ---

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog#modal[open]")

    async def modal_says(self, title: str, text: str = "") -> None:
        await expect(self.modal.locator("h2")).to_have_text(re.compile(title))
        await expect(self.modal).to_contain_text(text)

    async def submits(self) -> None:
        await self.modal.locator("[data-key='modal-submit']").click()

    async def closes(self) -> None:
        await self.modal.locator("[data-key='modal-cancel']").click()
        await expect(self.modal).to_be_hidden()

    # --- the clock ---

    @property
    def clock(self) -> Locator:
        return self.page.get_by_role("dialog", name="Set the clock forward")

    async def opens_the_clock(self) -> None:
        await self.page.get_by_role("button", name="Clock").click()
        await expect(self.clock).to_be_visible()

    async def tomorrow_at_nine(self) -> None:
        """Set the clock forward to the next morning where this person is."""
        await self.opens_the_clock()
        before = await self.clock.locator("strong").inner_text()
        await self.clock.get_by_role("button", name="To tomorrow, 09:00").click()
        await expect(self.clock.locator("strong")).not_to_have_text(before)
        await self.clock.get_by_role("button", name="Close").click()

    # --- the repository ---

    async def repository_shows(self, *subjects: str) -> None:
        for subject in subjects:
            entry = self.page.locator("#pane .entry-what").get_by_text(subject, exact=True)
            await expect(entry.first).to_be_visible()
