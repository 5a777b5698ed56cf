"""The page of docs/indicators.md, made from the registry itself."""

from zones.registry import INDICATORS, Indicator
from zones.registry.methods import METHODS, CountingMethod
from zones.registry.proposals import Proposal, read_proposals

HEAD = """# Indicators

Every number that Stoep publishes, in Dutch and in English. This page is made from
`zones/registry/`: `python -m zones.registry_page > docs/indicators.md`.

Numbers per area and quarter come from one kernel (`zones/fold.py`), which counts on each feed's
evidence clock. A total over operators is empty, with the reason, where one of them gave no
evidence; at a moment it holds the operators that were seen, and names the others.

An area counts from the day that its border holds until the day that it ends. Before and after a
number is empty (`not_in_force`), never 0; over a period of which it held a part, a number is that
of the part, and the coverage tells how much of the period that was.
"""


METHODS_HEAD = """
## Counting methods · Telwijzen

The same fleet on the same day, counted in each of the ways in use (`/v1/counting-methods`). All
count `vehicles_parked`, of its version; the difference is told beside the mean over all time.
"""


PROPOSALS_HEAD = """
## Proposals · Voorstellen

Anybody proposes a number by a pull request with one file, `zones/registry/proposed/<id>.toml`:
`title`, `purpose`, `needs` (which data, and whether there are any) and `not_for` (what it may never
be used for), each in `nl` and `en`; `owner`, `proposed` and `review_date`; `state` (`proposed`,
`trial`, `adopted` or `declined`), and once it is decided on `decision` (in both languages) and
`decided`. A file that lacks one of these is refused by name. The page *Hoe berekend* shows all of
them, and what should have been looked at again. What is adopted gets an entry of its own above.
"""


def page() -> str:
    """All indicators as Markdown, and the ways to count a day."""
    entries = "".join(map(_entry, INDICATORS.values()))
    proposals = PROPOSALS_HEAD + "".join(map(_proposal, read_proposals()[0]))
    return HEAD + entries + METHODS_HEAD + "".join(map(_method, METHODS)) + proposals


def _proposal(one: Proposal) -> str:
    decision = f" {one.decided}: {one.decision.en}" if one.decision else ""
    return (
        f"\n### {one.title.en} · {one.title.nl}\n\n`{one.id}`, {one.state}, owner {one.owner},"
        f" review before {one.review_date}.{decision}\n\n{one.purpose.en} Needs: {one.needs.en}"
        f" {one.not_for.en}\n"
    )


def _method(method: CountingMethod) -> str:
    when = "every second"
    if method.moments:
        when = ", ".join(f"{moment:%H:%M}" for moment in method.moments)
    elif method.every_s:
        when = f"every {method.every_s} s"
    title = f"\n### {method.name.en} · {method.name.nl}\n\n"
    return (
        f"{title}`{method.id}`: the {method.takes} of {when}. {method.why.en}\n\n{method.why.nl}\n"
    )


def _entry(entry: Indicator) -> str:
    rows = (
        ("meaning", entry.meaning.en),
        ("betekenis", entry.meaning.nl),
        ("formula", f"`{entry.formula}`"),
        ("unit", entry.unit),
        ("better", entry.direction.value),
        ("made from", ", ".join(entry.inputs)),
        ("method", entry.method.en),
        ("werkwijze", entry.method.nl),
        ("goal", f"{entry.policy_goal.en} / {entry.policy_goal.nl}"),
        ("version", f"{entry.version}, owner {entry.owner}, review before {entry.review_date}"),
    )
    table = "\n".join(f"| {name} | {text} |" for name, text in rows)
    title = f"\n## {entry.name.en} · {entry.name.nl}\n\n`{entry.id}`, group {entry.group}\n\n"
    return f"{title}| | |\n|---|---|\n{table}\n"


if __name__ == "__main__":
    print(page(), end="")
