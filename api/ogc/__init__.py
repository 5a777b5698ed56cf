"""Areas and zones as OGC API Features (Part 1: Core, 1.0.1), for QGIS and others that speak it."""

from api.ogc.routes import create_features

__all__ = ["create_features"]
