"""The way to contest what is shown, where it is shown: for who speaks for the operator."""

from urllib.parse import urlencode

from dash import html

from dashboard import asker

NEW = "/disputes/new"


def contests(operator: str) -> bool:
    """Whether who looks may contest something of an operator."""
    me = asker.me()
    return not me["signs_in"] or any(
        one["operator"] == operator and one["role"] != "viewer" for one in me["memberships"]
    )


def contest_link(base: str, says: str, **subject: str | None) -> html.A:
    """The way to contest something."""
    told = urlencode({name: value for name, value in subject.items() if value})
    return html.A(says, href=f"{base}{'&' if '?' in base else '?'}{told}", className="contest")
