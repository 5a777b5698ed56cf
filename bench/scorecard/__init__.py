"""`make scorecard`: twelve figures of how far Stoep can be trusted, measured by one command."""
