"""The API: everything the world may ask, under /v1."""

VERSION = "1.0.0"
"""Version of the API, told in every answer's `API-Version`; its first number is the path's /v1."""
