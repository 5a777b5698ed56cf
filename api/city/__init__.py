"""What a city asks of operators, in MDS 2.0: Policy, Geography and Stops, open to read."""

from api.city.routes import create_city

__all__ = ["create_city"]
