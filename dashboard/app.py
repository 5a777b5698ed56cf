"""The dashboard on a web server: pages at /, everything from our own origin."""

from importlib.resources import files
from pathlib import Path

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from dashboard.asks import Api
from dashboard.callbacks import register
from dashboard.words import Words
from stoep.settings import Settings

REFRESH_S = 30
INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
  {{%metas%}}
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{{%title%}}</title>
  {{%favicon%}}
  {{%css%}}
  <link rel="stylesheet" href="/vendor/maplibre-gl.css">
  <script src="/vendor/maplibre-gl.js" defer></script>
</head>
<body>
  {{%app_entry%}}
  <footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


def attach(server: FastAPI, settings: Settings) -> Dash:
    """Add the dashboard to a server that has the API, or to one that only reaches it."""
    words = Words(settings.language, settings.timezone)
    server.mount("/vendor", StaticFiles(directory=str(files("maplibre") / "srcjs")), "vendor")
    _serve_basemap(server, settings)
    app = Dash(
        __name__,
        server=server,
        title=words("page.title"),
        update_title=None,  # type: ignore[arg-type]
        assets_folder=str(Path(__file__).parent / "assets"),
        suppress_callback_exceptions=True,
        index_string=INDEX.format(language=settings.language),
    )
    app.layout = _frame(words)
    register(app, Api(settings, server), settings)
    return app


def _frame(words: Words) -> dmc.MantineProvider:
    """What is there before the first answer: the state of the page, and room for it."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="view"),
            dcc.Store(id="theme", data="light"),
            dcc.Store(id="map-data"),
            dcc.Store(id="picked"),
            dcc.Store(id="done"),
            dcc.Interval(id="tick", interval=REFRESH_S * 1000),
            html.Div(html.P(words("common.loading"), className="loading"), id="page"),
        ],
        id="mantine",
    )


def _serve_basemap(server: FastAPI, settings: Settings) -> None:
    """A base map that is a file of our own: GeoJSON with a `layer` for each shape."""
    drawing = Path(settings.basemap)
    own = drawing.suffix in (".geojson", ".json") and drawing.is_file()

    @server.get("/basemap", include_in_schema=False)
    def basemap() -> Response:
        if not own:
            return JSONResponse({"type": "FeatureCollection", "features": []})
        return FileResponse(drawing, media_type="application/geo+json")
