"""The worklist: who stands too long or in the way, in which order, and what people did about it."""
