"""A curve that fills the plane: places that are near along it are near on the map."""

import numpy as np
import numpy.typing as npt

ORDER = 16
"""The plane is cut into 2^16 columns and as many rows: metres, for a country."""
Ints = npt.NDArray[np.int64]


def along_curve(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Ints:
    """How far along a Hilbert curve over their own bounding box each point lies: 0 to 2^32."""
    side = 1 << ORDER
    x, y = _columns(lon, side), _columns(lat, side)
    far = np.zeros(len(x), np.int64)
    half = side >> 1
    while half:
        right, up = (x & half) > 0, (y & half) > 0
        far += half * half * ((3 * right) ^ up)
        turned = right & ~up
        x[turned], y[turned] = side - 1 - x[turned], side - 1 - y[turned]
        x, y = np.where(up, x, y), np.where(up, y, x)
        half >>= 1
    return far


def _columns(degrees: npt.NDArray[np.float64], side: int) -> Ints:
    if not len(degrees):
        return np.zeros(0, np.int64)
    low, width = degrees.min(), np.ptp(degrees)
    columns: Ints = ((degrees - low) * ((side - 1) / width if width else 0.0)).astype(np.int64)
    return columns
