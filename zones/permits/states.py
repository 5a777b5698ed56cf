"""Who can be rented at a moment of a scene: surely, and at the most."""

from zones.permits.said import AVAILABLE, SaidThen
from zones.permits.scene import Mask, Scene


def said(scene: Scene, moment: int) -> SaidThen:
    """What each of a scene's rows said of itself at a moment."""
    return scene.said.at(scene.rows["id"], scene.rows["state"], moment)


def available(scene: Scene, moment: int) -> tuple[Mask, Mask]:
    """Of the scene's rows, which were available at a moment: surely, and at the most."""
    then = said(scene, moment)
    free = then.state == AVAILABLE
    return free & then.sure, free | ~then.sure
