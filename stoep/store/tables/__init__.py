"""The tables of Stoep, a file a subject.

Evidence is written by `ingest` (`feeds`, `polls`, `stays`, `push`, `beside`); places, numbers and
what permits, mandates and modules ask by `zones` (`places`, `cells`, `permits`, `disputes`,
`mandates`, `modules`, `weather`, `notices`, `imports`); what people did, and who they are, by `api`
(`worklist`, `people`, `audit`). `retention` says since when what is kept.

Everything that happens has a time in UTC, in whole seconds. `evidence_s` is a feed's own clock: the
seconds of its history that good polls cover. It stands still in an outage, so that the difference
of two readings is the observed time between them, gaps left out.
"""

from stoep.store.tables import (
    audit,
    beside,
    cells,
    disputes,
    feeds,
    imports,
    mandates,
    modules,
    notices,
    people,
    permits,
    places,
    polls,
    push,
    retention,
    stays,
    weather,
    worklist,
)  # fmt: skip
from stoep.store.tables.base import Base

__all__ = [
    "Base", "audit", "beside", "cells", "disputes", "feeds", "imports", "mandates", "modules",
    "notices", "people", "permits", "places", "polls", "push", "retention", "stays",
    "weather", "worklist",
]  # fmt: skip
