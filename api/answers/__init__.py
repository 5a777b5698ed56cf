"""What answers look like, as the documentation tells it; tests hold every answer against it."""

from api.answers.area_history import AreaHistory
from api.answers.areas import Area, Areas
from api.answers.clutter import HotSpots, LastingSpots, LongParked
from api.answers.comparison import Comparison
from api.answers.counting import CountingMethods
from api.answers.drawn_series import DrawnSeries
from api.answers.effects import Effects
from api.answers.feed_checks import FeedCheck
from api.answers.feeds import Feed, Feeds, Health, Liveness, Operators, Polls
from api.answers.hubs import Hubs, HubStates
from api.answers.indicators import Indicator, IndicatorMap, Indicators, IndicatorSeries
from api.answers.labels import LabelComparison, LabelDayInFull, Labels
from api.answers.mandates import MandateDelivery, Mandates
from api.answers.modules import ModuleInFull, Modules, ModuleSetting, ModuleTrial
from api.answers.permits import (
    PermitBoard,
    PermitCourse,
    PermitLimit,
    PermitLimitHistory,
    PermitLimits,
    PermitVerdict,
)
from api.answers.places import Places
from api.answers.proposals import IndicatorProposals
from api.answers.quality import QualityLog, ServiceStatus
from api.answers.receipts import Explanation, ReceiptKey, SignedFile
from api.answers.reports import PeriodReport
from api.answers.rules import RuleChanges
from api.answers.service_areas import ServiceAreas
from api.answers.stations import Stations
from api.answers.vehicles import Stay, Vehicles
from api.answers.what_if import WhatIf
from api.answers.what_if_limit import WhatIfLimit
from api.answers.worklist import Worklist, WorklistDone, WorklistStay
from api.answers.zones import (
    DrawingCheck,
    Zone,
    ZoneApplied,
    ZoneDone,
    ZoneHistory,
    Zones,
    ZoneUpload,
)

__all__ = [
    "Area",
    "AreaHistory",
    "Areas",
    "Comparison",
    "CountingMethods",
    "DrawingCheck",
    "DrawnSeries",
    "Effects",
    "Explanation",
    "Feed",
    "FeedCheck",
    "Feeds",
    "Health",
    "HotSpots",
    "HubStates",
    "Hubs",
    "Indicator",
    "IndicatorMap",
    "IndicatorProposals",
    "IndicatorSeries",
    "Indicators",
    "LabelComparison",
    "LabelDayInFull",
    "Labels",
    "LastingSpots",
    "Liveness",
    "LongParked",
    "MandateDelivery",
    "Mandates",
    "ModuleInFull",
    "ModuleSetting",
    "ModuleTrial",
    "Modules",
    "Operators",
    "PeriodReport",
    "PermitBoard",
    "PermitCourse",
    "PermitLimit",
    "PermitLimitHistory",
    "PermitLimits",
    "PermitVerdict",
    "Places",
    "Polls",
    "QualityLog",
    "ReceiptKey",
    "RuleChanges",
    "ServiceAreas",
    "ServiceStatus",
    "SignedFile",
    "Stations",
    "Stay",
    "Vehicles",
    "WhatIf",
    "WhatIfLimit",
    "Worklist",
    "WorklistDone",
    "WorklistStay",
    "Zone",
    "ZoneApplied",
    "ZoneDone",
    "ZoneHistory",
    "ZoneUpload",
    "Zones",
]
