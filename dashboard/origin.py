"""What the page needs besides itself, from our own origin: the map's script, the base map, the API.

Only a base map of tiles that was chosen in the settings is fetched from elsewhere, by the browser.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from stoep.same_origin import is_same_origin
from stoep.settings import Settings

PDOK = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES = {"pdok": (PDOK, "Kadaster, BRT (CC BY 4.0)"), "osm": (OSM, "© OpenStreetMap contributors")}
KEPT = ("content-type", "etag", "cache-control", "api-version", "retry-after", "location",
        "set-cookie", "www-authenticate")  # fmt: skip
"""Headers of the API's answers that are handed on."""
ASKED = ("if-none-match", "content-type", "content-length", "cookie", "authorization")
"""Headers of questions that are."""


def serve_origin(server: FastAPI, settings: Settings) -> None:
    """Add the routes."""
    server.mount("/vendor", StaticFiles(directory=_map_scripts()), "vendor")
    drawing = _drawing(settings)

    @server.get("/basemap", include_in_schema=False)
    def basemap() -> Response:
        if drawing is None:
            return JSONResponse({"type": "FeatureCollection", "features": []})
        return FileResponse(drawing, media_type="application/geo+json")

    if settings.api_url:
        _pass_on(server, settings.api_url)


def base_map(settings: Settings) -> dict[str, Any]:
    """What lies below the data: a drawing, tiles, or nothing; and who made it."""
    if settings.basemap in TILES:
        address, maker = TILES[settings.basemap]
        return {"kind": "tiles", "tiles": address, "maker": maker}
    if _drawing(settings):
        return {"kind": "drawing", "tiles": None, "maker": None}
    if "{z}" in settings.basemap:
        return {"kind": "tiles", "tiles": settings.basemap, "maker": None}
    return {"kind": "none", "tiles": None, "maker": None}


def _drawing(settings: Settings) -> Path | None:
    """The base map where it is a GeoJSON file of our own, with a `layer` for each shape."""
    drawing = Path(settings.basemap)
    return drawing if drawing.suffix in (".geojson", ".json") and drawing.is_file() else None


def _map_scripts() -> Path:
    """The folder of MapLibre GL JS: found without importing the Python package around it."""
    package = find_spec("maplibre")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "srcjs"


def _pass_on(server: FastAPI, address: str) -> None:
    """Hand questions of the browser on to an API elsewhere, so that they stay on our origin."""
    http = httpx.AsyncClient(base_url=address, timeout=60, trust_env=False)

    @server.api_route("/v1/{path:path}", methods=["GET", "POST"], include_in_schema=False)
    async def pass_on(path: str, request: Request) -> Response:
        told = {name: request.headers[name] for name in ASKED if name in request.headers}
        # The host that the API sees is its own: whose page asked is told here.
        own = is_same_origin(request.headers)
        told["sec-fetch-site"] = "same-origin" if own else "cross-site"
        if request.client:
            told["x-forwarded-for"] = request.client.host
        answer = await http.request(
            request.method,
            f"/v1/{path}",
            params=request.url.query,
            headers=told,
            content=None if request.method == "GET" else request.stream(),
        )
        kept = {name: answer.headers[name] for name in KEPT if name in answer.headers}
        return Response(answer.content, answer.status_code, kept)
