"""What operators push: MDS Agency 2.0 under /mds, each item accepted or refused by itself.

Nothing here is evidence yet. What is accepted is put into the inbox as it came, without the places
of rides; ingest turns it into evidence.
"""

from api.intake.routes import create_intake

__all__ = ["create_intake"]
