"""What may run on a page, and who may frame it: nothing that it did not send, and nobody."""

import httpx
import pytest

from bench.browser import settled
from dashboard.page import Page
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import every_page


@every_page
def test_a_page_allows_no_script_that_it_did_not_send(visit: Open, site: str, page: Page) -> None:
    """What an injection would add does not run, and nothing of our own is stopped."""
    answer = httpx.get(f"{site}{page.path}", trust_env=False, timeout=60)
    policy = answer.headers["content-security-policy"]
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe" not in scripts
    assert (answer.headers["x-frame-options"], "frame-ancestors 'none'" in policy) == ("DENY", True)
    told: list[str] = []
    tab = visit(path=page.path, heard=told.append)
    settled(tab)
    assert stopped(told) == []
    tab.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.harm = 1';"
        " document.body.append(s); }"
    )
    assert tab.evaluate("() => window.harm") is None
    assert stopped(told)


def stopped(told: list[str]) -> list[str]:
    """What the policy stopped, of all that was heard from the browser."""
    return [one for one in told if "Content Security Policy" in one]


@pytest.mark.parametrize("path", ["/feeds", "/assets/stoep.svg", "/nowhere", "/basemap"])
def test_nothing_of_a_page_can_be_framed_or_guessed(site: str, path: str) -> None:
    headers = httpx.get(f"{site}{path}", trust_env=False, timeout=60).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["dash/none.js", "..%2f..%2fetc%2fpasswd", "none/none.js", "....//etc/passwd"]
)
def test_a_file_of_a_component_that_is_not_there_is_not_there(site: str, path: str) -> None:
    answer = httpx.get(f"{site}/_dash-component-suites/{path}", trust_env=False, timeout=60)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "sent", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_a_page_of_another_site_asks_nothing_of_dash(site: str, sent: dict[str, str]) -> None:
    asked = {"output": "page.children", "outputs": {}, "inputs": []}
    answer = httpx.post(
        f"{site}/_dash-update-component", json=asked, headers=sent, trust_env=False, timeout=60
    )
    assert answer.status_code == 403
