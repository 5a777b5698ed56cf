"""The zone engine: stays × areas × time become indicators, with their coverage."""
