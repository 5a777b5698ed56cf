"""Stretches of time in an order in which those that hold a moment are found: see decision 0017."""

import numpy as np
import numpy.typing as npt

from stoep.store.columns import EPOCH_2000_S

Ints = npt.NDArray[np.int64]
LIMITS_S = 3600 << np.arange(16, dtype=np.int64)
"""Class n is shorter than 2^n hours; class 16 has no limit."""


def by_length(since_s: Ints, until_s: Ints) -> Ints:
    """Class of length × 2^40 + second of the end since 2000: as the SQL function of that name."""
    classes = np.searchsorted(LIMITS_S, until_s - since_s, side="right").astype(np.int64)
    return (classes << 40) + until_s - EPOCH_2000_S
