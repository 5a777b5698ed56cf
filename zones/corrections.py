"""Days that are counted anew because of late words: the old count is kept beside the new (R11).

Only what changed is kept. A day and area that had no cells before, and has some now, is kept as a
row of zeros: that is what was told.
"""

from pathlib import Path
from typing import Any

from psycopg import Connection

SQL = {
    name: (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()
    for name in ("keep_cells", "keep_new_cells", "forget_same_cells")
}


def begin_corrections(connection: Connection[Any], feed_id: int, evidence_s: int) -> list[int]:
    """Keep the cells of the days that corrections not yet counted are about; their numbers.

    Of what had not been counted yet, nothing was told: there is nothing to keep.
    """
    connection.execute(
        "update correction c set folded_at = to_timestamp(%(evidence)s), cells = 0"
        " where c.feed_id = %(feed)s and c.folded_at is null and c.from_at >= coalesce("
        "     (select seen_to from fold_state where feed_id = %(feed)s), '-infinity')",
        {"feed": feed_id, "evidence": evidence_s},
    )
    rows = connection.execute(
        "select id from correction where feed_id = %s and folded_at is null"
        " and to_at <= to_timestamp(%s) order by id",
        [feed_id, evidence_s],
    ).fetchall()
    numbers = [number for (number,) in rows]
    # The first of several keeps what was told before all of them: the others change nothing more.
    if numbers:
        connection.execute(SQL["keep_cells"], {"correction": numbers[0], "corrections": numbers})
    return numbers


def end_corrections(connection: Connection[Any], numbers: list[int], evidence_s: int) -> None:
    """After counting anew: of what was kept only that remains which is told otherwise now."""
    if not numbers:
        return
    values = {"correction": numbers[0], "corrections": numbers}
    connection.execute(SQL["keep_new_cells"], values)
    connection.execute(SQL["forget_same_cells"], values)
    connection.execute(
        "update correction c set folded_at = to_timestamp(%s),"
        " cells = (select count(*) from cell_version v where v.correction_id = c.id)"
        " where c.id = any(%s)",
        [evidence_s, numbers],
    )
