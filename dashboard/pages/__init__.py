"""The pages of the dashboard, in the order of the menu. A new page is one more line here."""

from dashboard.page import Page
from dashboard.pages import (
    accessibility,
    compare,
    density,
    feeds,
    hubs,
    lookback,
    method,
    modules,
    movement,
    now,
    permits,
    reports,
    rules,
    service,
    worklist,
    zones,
)

PAGES: tuple[Page, ...] = (
    now.PAGE,
    lookback.PAGE,
    compare.PAGE,
    worklist.PAGE,
    density.PAGE,
    movement.PAGE,
    hubs.PAGE,
    zones.PAGE,
    permits.PAGE,
    modules.PAGE,
    reports.PAGE,
    feeds.PAGE,
    method.PAGE,
    rules.PAGE,
    service.PAGE,
    accessibility.PAGE,
)
