"""What a feed is worth: whether a number of it can be believed."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="feed_freshness",
        group="feed",
        name=Text("Versheid van de gegevens", "Feed freshness"),
        meaning=Text(
            "Hoe oud het nieuwste bewijs van een aanbieder is.",
            "How old an operator's newest evidence is.",
        ),
        formula="now - evidence_at",
        unit="s",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "De tijd van de aanbieder zelf als die klopt, anders de tijd van ontvangst.",
            "The operator's own time when that is sane, the time of receipt otherwise.",
        ),
        version=1,
        policy_goal=Text(
            "Weten of een getal van nu ook van nu is.",
            "To know whether a number of now is of now.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_coverage",
        group="feed",
        name=Text("Dekking", "Coverage"),
        meaning=Text(
            "Welk deel van de tijd er goede peilingen waren.",
            "Which share of the time had good polls.",
        ),
        formula="covered seconds / seconds",
        unit="1",
        direction=Direction.more,
        inputs=("polls",),
        method=Text(
            "Twee goede peilingen dekken de tijd ertussen als die niet langer is dan drie keer het "
            "ritme, en nooit meer dan vijf minuten.",
            "Two good polls cover the time between them when that is no longer than three times "
            "the rhythm, and never more than five minutes.",
        ),
        version=1,
        policy_goal=Text(
            "Weten hoe zeker een getal is.",
            "To know how sure a number is.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
