"""What is known of a vehicle's state at a past moment: the one place that says so.

Of a stay only the newest state that was told is kept, not since when it holds. A stay that is
available now may have been reserved at noon, and the other way round: of a past moment nothing is
certain, and anything that stood may have been available. Once a history of states is kept, these
two functions read it, and nothing else changes.
"""

import numpy as np

from zones.permits.scene import Mask, Numbers, Scene

STATE_NOT_KEPT = "state_not_kept"


def available(scene: Scene, moment: int) -> tuple[Mask, Mask]:
    """Of the scene's rows, which were available at a moment: surely, and at the most."""
    rows = len(scene.rows)
    return np.zeros(rows, np.bool_), np.ones(rows, np.bool_)


def out_of_order_over(scene: Scene, days: int) -> Numbers:
    """Share of what stands at night that has been out of order for so long: not known."""
    nothing = np.full(scene.shape, np.nan)
    return Numbers(
        nothing,
        nothing,
        np.zeros(scene.shape),
        np.zeros(scene.shape, np.int64),
        STATE_NOT_KEPT,
        needs_ids=True,
    )
