"""Figure 6: inputs drawn at random, for everything that reads what a stranger sends."""

from bench.scorecard.fuzz.all import measure

__all__ = ["measure"]
