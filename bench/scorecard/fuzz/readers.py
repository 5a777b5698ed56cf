"""All that reads what a stranger sends, called directly: a value, or a refusal by name."""

import io
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyogrio
from geopandas import GeoDataFrame
from hypothesis import strategies as st
from shapely.geometry import box

from bench.scorecard.fuzz.drawn import ODD_NUMBERS, ODD_TEXTS, broken, spoiled
from bench.scorecard.fuzz.tally import Tally, try_out
from ingest import gbfs, mds, mds_trips, stations
from ingest.feed import NETHERLANDS
from ingest.geofences.read import read_zones
from ingest.refusal import Refusal
from runner import wire
from runner.outcome import Limits, RunOutcome
from runner.run import _Heard, _judge
from stoep.contract import Evidence, Finding, Label, Value
from stoep.errors import StoepError
from tests.ingest.gbfs_bodies import T0, body, spread
from tests.ingest.mds_bodies import UNKNOWN, about, older, page, stands
from tests.runner.drawn import facts, manifest
from zones.policy.upload.item import BadUpload
from zones.policy.upload.keep import read_upload

Reads = Callable[[Any], object]
FEW = gbfs.Limits(1_000, NETHERLANDS)
RING = [[4.30, 52.07], [4.31, 52.07], [4.31, 52.08], [4.30, 52.07]]
FEATURE = {
    "type": "Feature",
    "properties": {"name": "Plein", "kind": "hub", "capacity": 4, "code": "A", "start": T0},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}
STATIONS = {
    "last_updated": T0, "ttl": 60, "version": "2.3",
    "data": {"stations": [{"station_id": "s", "name": "S", "lat": 52.1, "lon": 4.3, "capacity": 4,
                           "num_bikes_available": 2, "num_docks_available": 2,
                           "is_virtual_station": False}]},
}  # fmt: skip
ZONES = {
    "last_updated": T0, "ttl": 60, "version": "3.0",
    "data": {"geofencing_zones": {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[RING]]},
         "properties": {"name": [{"text": "x", "language": "nl"}], "start": T0, "end": T0 + 9,
                        "rules": [{"vehicle_type_ids": ["a"], "ride_end_allowed": False,
                                   "ride_allowed": True, "maximum_speed_kph": 5}]}}]},
             "global_rules": []},
}  # fmt: skip
POINT = {"type": "Feature", "properties": {"timestamp": T0 * 1000},
         "geometry": {"type": "Point", "coordinates": [4.3, 52.1]}}  # fmt: skip
TRIPS = {
    "version": "1.2.0",
    "data": {"trips": [{"trip_id": "00000000-0000-0000-0000-000000000001", "start_time": T0 * 1000,
                        "end_time": T0 * 1000 + 1, "device_id": "d", "route": {
                            "type": "FeatureCollection", "features": [POINT, POINT]}}]},
}  # fmt: skip
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    "<name>{0}</name><ExtendedData><Data name='kind'><value>{1}</value></Data></ExtendedData>"
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>4.30,52.07 4.31,52.07 {2},52.08 4.30,52.07"
    "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
)
SLOW, SLOW_SHARE = "upload GeoPackage", 0.25
BOMBS = (
    '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>',
    '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
    "<kml>" + "<Folder>" * 5000,
)


def read_all(tally: Tally, times: int, from_seed: int) -> None:
    """So many inputs for all readers together, of the slow one fewer."""
    parts = list(_readers())
    each = round(times / (len(parts) - 1 + SLOW_SHARE))
    for number, (name, inputs, work, allowed) in enumerate(parts):
        share = SLOW_SHARE if name == SLOW else 1
        try_out(tally, name, inputs, work, round(each * share), from_seed + number, allowed)


def _readers() -> Iterator[tuple[str, st.SearchStrategy[Any], Reads, tuple[type[Exception], ...]]]:
    refusals = (Refusal,)
    bikes = [body(spread(4), version=version) for version in ("1.0", "2.3", "3.0")]
    yield "GBFS vehicles", spoiled(bikes), _vehicles, refusals
    kind = {"vehicle_type_id": "a", "form_factor": "moped", "propulsion_type": "electric"}
    types = {"data": {"vehicle_types": [{**kind, "max_range_meters": 1}]}}
    yield "GBFS types", spoiled([types]), lambda b: gbfs.read_types(gbfs.read_json(b)), refusals
    discovery = {"version": "2.3", "data": {"nl": {"feeds": [{"name": "x", "url": "http://x/"}]}}}
    files = lambda b: gbfs.find_files(gbfs.read_json(b))  # noqa: E731
    yield "GBFS discovery", spoiled([discovery, {"data": {"feeds": []}}]), files, refusals
    yield "GBFS stations", spoiled([STATIONS]), _stations, refusals
    yield "GBFS zones", spoiled([ZONES]), read_zones, refusals
    pages = [json.loads(page("vehicles", [about("a"), older("b")])),
             json.loads(page("vehicles", [older("b")], version="1.2.0", wrapped=True)),
             json.loads(page("vehicles_status", [stands("a")]))]  # fmt: skip
    yield "MDS vehicles", spoiled(pages), _mds, refusals
    yield "MDS trips", spoiled([TRIPS]), lambda b: mds_trips.read_trips(b, NETHERLANDS), refusals
    drawn = [FEATURE, {"type": "FeatureCollection", "features": [FEATURE, FEATURE]}]
    yield "upload GeoJSON", spoiled(drawn), _upload, (BadUpload,)
    yield "upload KML", _kml(), _upload, (BadUpload,)
    yield "upload GeoPackage", _geopackages(), _upload, (BadUpload,)
    yield "module results", st.tuples(st.integers(0, 2**32), st.integers(0, 2)), _module, ()


def _vehicles(told: bytes) -> None:
    snapshot = gbfs.read_vehicles(told, FEW, UNKNOWN)
    west, south, east, north = NETHERLANDS
    inside = (snapshot.lon >= west) & (snapshot.lon <= east)
    assert bool((inside & (snapshot.lat >= south) & (snapshot.lat <= north)).all())


def _stations(told: bytes) -> None:
    stations.read_stations(told, NETHERLANDS)
    stations.read_counts(told)


def _mds(told: bytes) -> None:
    mds.read_vehicles(mds.bundle([told], [told]), FEW, UNKNOWN)


def _upload(told: bytes) -> None:
    for item in read_upload(told):
        with suppress(StoepError):
            item.shape()


def _kml() -> st.SearchStrategy[bytes]:
    def made(told: tuple[int, str, str, str]) -> bytes:
        dice = random.Random(told[0])
        if told[0] % 50 == 0:
            return dice.choice(BOMBS).encode()
        text = KML.format(*told[1:]).encode("utf-8", "surrogatepass")
        return broken(text, dice) if dice.random() < 0.4 else text

    texts = st.text(max_size=20) | st.sampled_from(ODD_TEXTS)
    return st.tuples(st.integers(0, 2**32), texts, texts, texts).map(made)


def _geopackages() -> st.SearchStrategy[bytes]:
    frame = GeoDataFrame(
        {"name": ["Plein"], "kind": ["hub"]}, geometry=[box(4.3, 52.07, 4.31, 52.08)], crs=28992
    )
    sink = io.BytesIO()
    pyogrio.write_dataframe(frame, sink, driver="GPKG", layer="zones")
    whole = sink.getvalue()

    def made(number: int) -> bytes:
        dice, told = random.Random(number), bytearray(whole)
        for _ in range(dice.choice((1, 5, 50, 500))):
            told[dice.randrange(16, len(told))] = dice.randrange(256)
        return bytes(told[: dice.randrange(len(told))] if dice.random() < 0.2 else told)

    return st.integers(0, 2**32).map(made)


def _module(told: tuple[int, int]) -> None:
    """What a hostile module writes as its answer: judged without a crash, or refused by name."""
    number, which = told
    kind, name = ((Label, "label"), (Value, "indicator"), (Finding, "findings"))[which]
    dice = random.Random(number)
    tables = {"results": _table(kind, dice), "evidence": _table(Evidence, dice)}
    if kind is Value:
        del tables["evidence"]
    answer = wire.pack({"memory_mb": dice.choice((1, "x", None, -1))}, tables)
    if dice.random() < 0.3:
        answer = broken(answer, dice)
    heard = _Heard()
    for frame in (wire.pack({"ready": True, "walls": []}, {}), answer):
        heard.answers += len(frame).to_bytes(8, "little") + frame
    found = _judge(heard, manifest(name), [facts()], Limits())
    assert isinstance(found.outcome, RunOutcome)


def _table(kind: type, dice: random.Random) -> pa.Table:
    schema, rows = wire.result_schema(kind), dice.randrange(3)
    columns = [
        pa.array([_cell(field.type, dice) for _ in range(rows)], field.type) for field in schema
    ]
    return pa.table(columns, schema=schema)


def _cell(kind: pa.DataType, dice: random.Random) -> Any:
    if dice.random() < 0.1:
        return None
    if pa.types.is_integer(kind):
        return dice.choice((0, 0, 0, 1, -1, 100))
    if pa.types.is_floating(kind):
        return dice.choice([n for n in ODD_NUMBERS if isinstance(n, float)])
    if pa.types.is_boolean(kind):
        return dice.random() < 0.5
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        usual = ("yes", "no", "unknown", "warmest", "district/A", "too_full", "GM9999", "")
        text = str(dice.choice(usual if dice.random() < 0.6 else ODD_TEXTS))
        return text.encode("utf-8", "replace").decode()
    return None
