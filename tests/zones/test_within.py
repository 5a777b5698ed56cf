"""Many points in one area: the same answer as from geometry alone, on the border too."""

import numpy as np
import pytest
import shapely

from zones.archive.curve import along_curve
from zones.archive.within import Lies, Within
from zones.locate import Locator

SHAPES = {
    "box": shapely.box(4.2, 52.0, 4.4, 52.1),
    "ring": shapely.Point(4.3, 52.05).buffer(0.05, 90) - shapely.Point(4.3, 52.05).buffer(0.02, 7),
    "sliver": shapely.Polygon([(4.2, 52.0), (4.4, 52.0001), (4.4, 52.0002)]),
    "parts": shapely.union_all(
        [shapely.box(4.2, 52, 4.21, 52.01), shapely.box(4.3, 52, 4.4, 52.1)]
    ),
    "street": shapely.LineString([(4.2, 52), (4.3, 52.05), (4.28, 52.1)]).buffer(0.0003),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_table_says_what_geometry_says(name: str) -> None:
    border = shapely.to_wkb(SHAPES[name])
    random = np.random.default_rng(3)
    # Two decimals put many points on borders and corners.
    lon = np.concatenate(
        [random.uniform(4.19, 4.41, 20_000), random.uniform(4.19, 4.41, 5000).round(2)]
    )
    lat = np.concatenate(
        [random.uniform(51.99, 52.11, 20_000), random.uniform(52, 52.1, 5000).round(2)]
    )
    corners = shapely.get_coordinates(SHAPES[name])
    lon, lat = np.append(lon, corners[:, 0]), np.append(lat, corners[:, 1])
    wanted = np.zeros(len(lon), np.bool_)
    wanted[Locator.of([(1, border)]).locate(lon, lat)[0]] = True
    got = Within(border).points(lon, lat)
    assert wanted.any()
    assert not wanted.all()
    assert np.array_equal(got, wanted)


def test_a_box_lies_inside_outside_or_across() -> None:
    """
    +-----------+
    | +--+    +---+   +--+
    | |in|    |   |   |  | out
    | +--+    +---+   +--+
    +-----------+  across
    """
    boxes = np.array([[1, 1, 2, 2], [5, 1, 7, 2], [9, 1, 10, 2], [0, 0, 1, 1]], np.float64)
    lies = Within(shapely.to_wkb(shapely.box(0, 0, 6, 6))).boxes(boxes)
    # A box that touches the border is asked point by point.
    assert lies.tolist() == [Lies.inside, Lies.across, Lies.outside, Lies.across]


def test_the_curve_goes_everywhere_once_in_small_steps() -> None:
    side = np.arange(16, dtype=np.float64)
    lon, lat = (axis.reshape(-1) for axis in np.meshgrid(side, side))
    order = np.argsort(along_curve(lon, lat))
    steps = np.abs(np.diff(lon[order])) + np.abs(np.diff(lat[order]))
    assert len(set(along_curve(lon, lat).tolist())) == 256
    assert steps.max() == 1.0
