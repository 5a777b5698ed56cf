"""A report put together: its questions asked side by side, and how its numbers are made."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import Request

from api.evidence import Evidence
from api.exports.about import UNITS, UNSTATED, address_of, receipt_address
from api.exports.sheet import About, File, Sheet
from api.moments import moment
from api.reports import labels, order, permits, stock, trust
from api.reports.scope import Part, Scope
from stoep import __version__
from zones.registry import INDICATORS

METHOD = (
    "indicator", "version", "unit", "name_nl", "name_en", "meaning_nl", "meaning_en",
    "method_nl", "method_en", "formula", "owner",
)  # fmt: skip


Gather = Callable[[Scope], Awaitable[list[Part]]]


async def council(scope: Scope, ask: Evidence) -> dict[str, Any]:
    """What a council asks: of the whole municipality, everybody in it."""
    asked = (
        stock.parked, stock.by_day, stock.clutter, stock.hot_spots, permits.permits,
        stock.long_parked, order.in_hubs, order.hubs, labels.labels, trust.data,
    )  # fmt: skip
    parts = await _parts(scope, asked)
    return _told("council", scope, ask, [part for part in parts if part.name != "permit_days"])


async def operator(scope: Scope, ask: Evidence) -> dict[str, Any]:
    """What a municipality and an operator talk about: the same numbers for both."""
    asked = (
        stock.parked, stock.by_day, permits.permits, trust.delivery, stock.long_parked,
        stock.clutter, order.in_hubs, trust.data,
    )  # fmt: skip
    return _told("operator", scope, ask, await _parts(scope, asked))


async def _parts(scope: Scope, asked: Sequence[Gather]) -> list[Part]:
    """The tables of a report, in their order."""
    found = await asyncio.gather(*(gather(scope) for gather in asked))
    return [part for parts in found for part in parts]


def _told(kind: str, scope: Scope, ask: Evidence, parts: list[Part]) -> dict[str, Any]:
    names = [name for part in parts for name in (part.indicator, *part.used) if name]
    key = scope.operator
    return {
        "report": kind,
        "municipality": scope.area,
        "operator": key,
        "operator_name": None if key is None else scope.operators[key],
        **scope.dates,
        "period": scope.period,
        "before": scope.before,
        "made_at": moment(ask.clock()),
        "made_by": f"Stoep {__version__}",
        "licence": ask.settings.data_licence or UNSTATED,
        "timezone": ask.settings.timezone,
        "parts": [part.as_dict() for part in (*parts, _methods(list(dict.fromkeys(names))))],
    }


def _methods(names: list[str]) -> Part:
    """What each number means and how it is made, as the registry has it."""
    rows = [
        {
            "indicator": entry.id,
            "version": float(entry.version),
            "unit": entry.unit,
            "formula": entry.formula,
            "owner": entry.owner,
            **{
                f"{name}_{language}": getattr(getattr(entry, name), language)
                for name in ("name", "meaning", "method")
                for language in ("nl", "en")
            },
        }
        for entry in (INDICATORS[name] for name in names)
    ]
    return Part("methods", METHOD, rows)


def as_file(report: dict[str, Any], request: Request) -> File:
    """The report as a workbook: a sheet for each table, receipts as addresses."""
    whose = report["operator"] or report["municipality"]["code"]
    sheets = [
        Sheet(part["name"], part["columns"], [_row(row, request) for row in part["rows"]])
        for part in report["parts"]
    ]
    name = f"report-{report['report']}-{whose}-{report['from']}"
    return File(name, sheets, _about(report, request))


def _row(row: dict[str, Any], request: Request) -> dict[str, Any]:
    return {
        name: receipt_address(value, request) if value and name.startswith("receipt") else value
        for name, value in row.items()
    }


def _about(report: dict[str, Any], request: Request) -> About:
    place = report["municipality"]
    whole = [
        ("report", report["report"]),
        ("question", f"{address_of(request)}/v1/reports/{report['report']}?{request.url.query}"),
        ("municipality", f"{place['name']} ({place['code']})"),
        ("operator", report["operator_name"]),
        ("period_from", report["period"]["from"]),
        ("period_to", report["period"]["to"]),
        ("time_zone", f"moments are in UTC (Z); days are those of {report['timezone']}"),
        ("empty_cells", UNITS),
        ("licence", report["licence"]),
        ("made_at", report["made_at"]),
        ("made_by", f"{report['made_by']} (EUPL-1.2)"),
    ]
    for part in report["parts"]:
        name = part["name"]
        told = [("indicator", part["indicator"]), ("unit", part["unit"])]
        told += [("coverage", part["coverage"]), ("reason", part["reason"])]
        if part["receipt"]:
            told.append(("receipt", receipt_address(part["receipt"], request)))
        elif "receipt" in part["columns"]:
            told.append(("receipt", "each row has its own"))
        whole += [(f"{name}: {key}", value) for key, value in told if value is not None]
    return whole
