"""What answers look like, as the documentation tells it; tests hold every answer against it."""

from api.answers.areas import Area, Areas
from api.answers.feed_checks import FeedCheck
from api.answers.feeds import Feed, Feeds, Health, Operators, Polls
from api.answers.indicators import Indicator, IndicatorMap, Indicators, IndicatorSeries
from api.answers.permits import (
    PermitBoard,
    PermitCourse,
    PermitLimitHistory,
    PermitLimits,
    PermitVerdict,
)
from api.answers.service_areas import ServiceAreas
from api.answers.stations import Stations
from api.answers.vehicles import Stay, Vehicles

__all__ = [
    "Area",
    "Areas",
    "Feed",
    "FeedCheck",
    "Feeds",
    "Health",
    "Indicator",
    "IndicatorMap",
    "IndicatorSeries",
    "Indicators",
    "Operators",
    "PermitBoard",
    "PermitCourse",
    "PermitLimitHistory",
    "PermitLimits",
    "PermitVerdict",
    "Polls",
    "ServiceAreas",
    "Stations",
    "Stay",
    "Vehicles",
]
