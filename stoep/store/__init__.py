"""The evidence and what is folded from it, in PostgreSQL with PostGIS."""
