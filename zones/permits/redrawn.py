"""An area that came later gets its stays when they are placed: its days are then counted anew."""

from typing import Any

from psycopg import Connection

AGAIN = """
update permit_counted c set basis = 'redrawn'
from area a
where a.id = any(%s) and c.municipality in (a.municipality, a.code)
  and (a.kind in ('municipality', 'no_parking') or c.zone = a.kind || '/' || a.code)
"""


def count_again(connection: Connection[Any], area_ids: list[int]) -> None:
    """Let the days of the places that areas are part of be due, whenever they were counted."""
    connection.execute(AGAIN, [area_ids])
