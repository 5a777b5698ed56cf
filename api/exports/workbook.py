"""XLSX: a sheet for each table, and one first that says what holds for all of them."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.exports.inert import inert, readable
from api.exports.sheet import File, Sheet, plain

WIDEST, NARROWEST, LOOKED_AT = 46, 9, 200
BOLD = Font(bold=True)


def as_xlsx(file: File) -> bytes:
    """Every text is a text, every number a number; what is unknown is empty."""
    book = Workbook(write_only=True)
    said = book.create_sheet("about")
    said.column_dimensions["A"].width, said.column_dimensions["B"].width = 24, 90
    for name, value in file.about:
        said.append([_head(said, name), _cell(said, plain(value))])
    for sheet in file.sheets:
        _write(book, sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for place, name in enumerate(sheet.columns, 1):
        width = _width(name, (row[name] for row in sheet.rows[:LOOKED_AT]))
        page.column_dimensions[get_column_letter(place)].width = width
    page.append([_head(page, name) for name in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, plain(row[name])) for name in sheet.columns])


def _width(name: str, values: Iterable[Any]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(WIDEST, max(NARROWEST, len(name) + 2, longest + 2))


def _head(page: Any, text: str) -> Any:
    cell = _cell(page, text)
    cell.font = BOLD
    return cell


def _cell(page: Any, value: Any) -> Any:
    """A cell whose text is a text, whatever it begins with."""
    if not isinstance(value, str):
        return WriteOnlyCell(page, value)
    cell = WriteOnlyCell(page, readable(value))
    cell.data_type = "s"
    # A spreadsheet that edits the cell must not make a formula of it either.
    cell.quotePrefix = inert(value) != value
    return cell
