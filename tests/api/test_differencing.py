"""Two public answers of which one holds the other give no trip away (`bench/differencing.py`)."""

from bench import differencing


def test_no_cell_is_recovered_by_taking_one_answer_from_another(address: str) -> None:
    found = differencing.tried(address, pairs=150, weeks=2)
    assert (found["pairs"], found["recovered"]) == (150, 0), found["detail"]
    assert found["told"], "nothing was told at all: there was nothing to recover"


def test_a_small_difference_would_be_seen() -> None:
    wide, narrow = (30, {(1, 2): 30}), (24, {(1, 2): 24})
    assert len(differencing.apart(wide, narrow)) == 2
    assert differencing.apart((30, {(1, 2): 30}), (0, {})) == []
