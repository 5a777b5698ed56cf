"""Profiles of the browser that are emptied after each test: scripts are not compiled for each anew.

A profile of its own would be a process of its own too, which compiles all scripts: most of what a
page costs. Here the pages of a profile share a process that lives on, for a picture stays open in
it, while nothing that a page can ask for, keep or be told outlives a test.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

PATIENCE_MS = 60_000
"""How long a page may take before a test gives up: no test is about time, and machines are slow."""
PICTURE = "/assets/stoep.svg"


@dataclass
class Profile:
    """A profile, with the page that stays open in it."""

    context: BrowserContext
    kept: Page
    talk: CDPSession

    def forget(self, site: str) -> None:
        """Close all other pages; forget what was asked, kept, and allowed."""
        origins = {site}
        for page in self.context.pages:
            if page != self.kept:
                origins.add("/".join(page.url.split("/")[:3]))
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        for origin in origins:
            self.talk.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self.talk.send("Network.clearBrowserCache")


@dataclass
class Profiles:
    """One for a mouse and one for a finger, made when first used."""

    browser: Browser
    made: dict[bool, Profile] = field(default_factory=dict)

    def page(self, site: str, *, touch: bool) -> Page:
        """A new page in a profile without a past."""
        if touch not in self.made:
            self.made[touch] = self._make(touch)
        profile = self.made[touch]
        if not profile.kept.url.startswith(site):
            profile.kept.goto(f"{site}{PICTURE}")
        return profile.context.new_page()

    def forget(self, site: str) -> None:
        """As after a test."""
        for profile in self.made.values():
            profile.forget(site)

    def _make(self, touch: bool) -> Profile:
        context = self.browser.new_context(reduced_motion="reduce", has_touch=touch)
        context.set_default_timeout(PATIENCE_MS)
        kept = context.new_page()
        return Profile(context, kept, context.new_cdp_session(kept))
