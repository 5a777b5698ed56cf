"""Colours for eyes that see fewer: as they look to them, how far apart, and on which ground.

How colours look without one kind of cone: the matrices of Machado, Oliveira and Fernandes (2009) at
full severity, on linear light. How far apart two colours look: the distance in CIELAB (1976), in
which about 2 can just be seen side by side and 10 at a glance.
"""

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from dashboard import palette
from dashboard.pages.hubs.looks import COLOURS

Floats = npt.NDArray[np.float64]
EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
every_eye = pytest.mark.parametrize("eye", EYES)
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.95047], [1.0], [1.08883]])


def seen(colour: str, eye: str) -> Floats:
    """A colour in CIELAB, as an eye sees it."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(EYES[eye] @ light, 0, 1)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array(
        [116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])], np.float64
    )


def apart(one: str, other: str, eye: str) -> float:
    return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))


def test_the_eyes_are_those_of_the_literature() -> None:
    """Pure red and pure green of equal light look alike without red or green cones, not to all."""
    assert apart("#ff0000", "#00ff00", "all cones") > 150
    assert apart("#a45a00", "#557d00", "no red cones") < apart("#a45a00", "#557d00", "all cones")
    assert apart("#0000ff", "#ffff00", "no green cones") > 100
    assert seen("#ffffff", "no blue cones") == pytest.approx(seen("#ffffff", "all cones"), abs=1)


@every_eye
@pytest.mark.parametrize(
    "steps", [palette.DURATION, palette.DENSITY, palette.DENSITY_DARK], ids=["duration", "l", "d"]
)
def test_steps_go_from_light_to_dark_for_all_eyes(steps: tuple[str, ...], eye: str) -> None:
    lightness = [seen(colour, eye)[0] for colour in steps]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))
    assert min(apart(*pair, eye) for pair in pairwise(steps)) >= 8


@every_eye
@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_verdicts_and_states_of_hubs_are_told_apart_by_all_eyes(eye: str, ground: int) -> None:
    """Each has a sign and a word as well; the colours alone would do."""
    verdicts = [look[ground] for look in (palette.COMPLIES, palette.BREAKS, palette.UNSURE)]
    states = [look[ground] for look in COLOURS.values()]
    for colours in (verdicts, states):
        assert min(apart(*pair, eye) for pair in combinations(colours, 2)) >= 10


@every_eye
@pytest.mark.parametrize("colours", [palette.OPERATORS, palette.OPERATORS_DARK], ids=["l", "d"])
def test_operators_beside_each_other_in_a_legend_are_told_apart(
    eye: str, colours: tuple[str, ...]
) -> None:
    """Eight colours cannot all differ to all eyes: each operator has a dash and a shape too."""
    assert min(apart(*pair, eye) for pair in pairwise(colours)) >= 20
    assert min(apart(*pair, eye) for pair in combinations(colours[:5], 2)) >= 9


def test_text_and_marks_stand_out_from_their_ground() -> None:
    for ground, texts, marks in (
        (
            palette.CARD,
            (palette.INK, palette.MUTED),
            (*palette.OPERATORS, palette.TOTAL, *palette.DURATION[2:]),
        ),
        (
            palette.CARD_DARK,
            (palette.INK_DARK, palette.MUTED_DARK),
            (*palette.OPERATORS_DARK, palette.TOTAL_DARK, *palette.DURATION[:2]),
        ),
    ):
        assert min(palette.contrast(text, ground) for text in texts) >= 4.5
        assert min(palette.contrast(mark, ground) for mark in marks) >= 3
