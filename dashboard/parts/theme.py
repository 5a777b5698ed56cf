"""Ink and ground of figures, light and dark."""

from dataclasses import dataclass

from dashboard import palette

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours of a figure's ink and ground."""

    dark: bool = False

    @property
    def ink(self) -> str:
        """Text and marks."""
        return palette.INK_DARK if self.dark else palette.INK

    @property
    def muted(self) -> str:
        """Text beside the numbers."""
        return palette.MUTED_DARK if self.dark else palette.MUTED

    @property
    def grid(self) -> str:
        """Lines behind the numbers."""
        return palette.GRID_DARK if self.dark else palette.GRID

    @property
    def ground(self) -> str:
        """What the figure lies on."""
        return palette.CARD_DARK if self.dark else palette.CARD

    def line(self, key: str, order: list[str]) -> str:
        """The colour of an operator's line, or of the total."""
        if key not in order:
            return palette.TOTAL_DARK if self.dark else palette.TOTAL
        return palette.operator_colour(order.index(key), dark=self.dark)
