"""CSV: the main table of a file, in which no cell is a formula."""

import csv
import io

from api.exports.inert import inert
from api.exports.sheet import File, plain

BOM = b"\xef\xbb\xbf"
"""By it Excel knows that the text is UTF-8."""


def as_csv(file: File, *, bom: bool = True, header: bool = True) -> bytes:
    """Semicolons, so that it opens as columns where a comma is a decimal sign.

    With `header` lines that begin with # stand above the names of the columns: what holds for all
    rows. They are quoted like any other cell.
    """
    sheet, text = file.sheets[0], io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    if header:
        writer.writerows([[f"# {name}", inert(plain(value))] for name, value in file.about])
    writer.writerow(sheet.columns)
    writer.writerows([[inert(plain(row[name])) for name in sheet.columns] for row in sheet.rows])
    return (BOM if bom else b"") + text.getvalue().encode("utf-8", "replace")
