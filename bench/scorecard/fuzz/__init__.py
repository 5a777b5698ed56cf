"""Figure 6: inputs drawn at random, for everything that reads what a stranger sends."""
