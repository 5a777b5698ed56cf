"""Tiles that another reader of the format understands: GDAL."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyogrio.raw import read

from api.mvt import EXTENT, Property, layer, varint, zigzag

Read = dict[str, Any]


def decode(tile: bytes, folder: Path) -> Read:
    """Columns of a tile's layer as GDAL reads them, with x and y in tile units."""
    file = folder / "tile.mvt"
    file.write_bytes(tile)
    meta, _, places, columns = read(file, layer="vehicles", CLIP="NO")
    points = shapely.from_wkb(places)
    found = dict(zip(meta["fields"].tolist(), columns, strict=True))
    # GDAL counts upwards, a tile downwards.
    return found | {"x": shapely.get_x(points), "y": EXTENT - shapely.get_y(points)}


def numbers(*values: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(values, np.int64)


def test_points_come_back_with_their_ids_and_properties(tmp_path: Path) -> None:
    tile = layer(
        "vehicles",
        numbers(1, (7 << 40) + 3, 2**53 - 1),
        numbers(0, 4095, 4223),
        numbers(-128, 17, 4096),
        {
            "operator": Property(["swift", "België & Zn. 🛵"], numbers(0, 1, 1)),
            "class": Property([0, 1, 5], numbers(2, 0, 1)),
            "late": Property([False, True], numbers(0, 1, 0)),
        },
    )
    got = decode(tile, tmp_path)
    assert got["mvt_id"].tolist() == [1, (7 << 40) + 3, 2**53 - 1]
    assert (got["x"].tolist(), got["y"].tolist()) == ([0, 4095, 4223], [-128, 17, 4096])
    assert got["operator"].tolist() == ["swift", "België & Zn. 🛵", "België & Zn. 🛵"]
    assert got["class"].tolist() == [5, 0, 1]
    assert got["late"].tolist() == [False, True, False]


def test_more_than_a_hundred_values_fit(tmp_path: Path) -> None:
    names = [f"operator {n}" for n in range(1000)]
    everyone = np.arange(1000)
    places = np.zeros(1000, np.int64)
    tile = layer("vehicles", everyone, places, places, {"operator": Property(names, everyone)})
    assert decode(tile, tmp_path)["operator"].tolist() == names


def test_a_tile_of_nothing_is_empty() -> None:
    nothing = np.empty(0, np.int64)
    assert layer("vehicles", nothing, nothing, nothing, {}) == b""


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**53 - 1),
            st.integers(-128, EXTENT + 127),
            st.integers(-128, EXTENT + 127),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=50,
    )
)
def test_whatever_goes_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[int, int, int, int]]
) -> None:
    ids, x, y, classes = (np.array(column, np.int64) for column in zip(*points, strict=True))
    tile = layer("vehicles", ids, x, y, {"class": Property(range(6), classes)})
    got = decode(tile, tmp_path_factory.mktemp("tiles"))
    for name, wanted in (("mvt_id", ids), ("x", x), ("y", y), ("class", classes)):
        assert got[name].tolist() == wanted.tolist()


def test_numbers_as_the_format_writes_them() -> None:
    assert varint(0) == b"\x00"
    assert varint(300) == b"\xac\x02"
    assert zigzag(numbers(0, -1, 1, -2, 2)).tolist() == [0, 1, 2, 3, 4]
