"""`python -m bench.probes`: what came of it, and the first leaks."""

from bench.probes import run

told = run()
print(told["tried"], "tried,", told["leaked"], "leaked")
print("\n".join(told["detail"][:40]))
