"""The page that a Prometheus reads."""

from hmac import compare_digest

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.exposition import choose_encoder
from starlette.exceptions import HTTPException

from api.evidence import Evidence
from api.metrics.counted import Counted, Tally
from api.metrics.kept import Kept
from stoep import __version__


def watch(server: FastAPI, evidence: Evidence) -> None:
    """Count what a server answers, and tell it at `/metrics`.

    Where `STOEP_METRICS_KEY` is set, only to whoever sends it as a bearer token; others get the
    404 of a page that is not there.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    built = Gauge("stoep_build_info", "The version that runs.", ("version",), registry=registry)
    built.labels(__version__).set(1)
    registry.register(Kept(evidence))
    server.add_middleware(Counted, tally=Tally(registry))
    key = evidence.settings.metrics_key.get_secret_value()

    # Not `async`: the look at the database waits in a thread.
    @server.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key and not compare_digest(given.encode(), key.encode()):
            raise HTTPException(404)
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        headers = {"Content-Type": media_type, "Cache-Control": "no-store"}
        return Response(encode(registry), headers=headers)
