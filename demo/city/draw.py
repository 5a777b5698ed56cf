"""How the illustrative city was drawn: by hand, as an outline, centres of neighbourhoods and lines.

Run `python -m demo.city.draw` to write the GeoJSON files beside this one. Nothing here is measured:
neighbourhoods are what lies nearest to a centre that was put down by eye.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, mapping

FOLDER = Path(__file__).parent
SOURCE = "illustrative drawing, Stoep demo"
CITY = "GM0518"
GRID = 1e-6

COAST = [
    (4.1925, 52.0475),
    (4.2075, 52.0590),
    (4.2215, 52.0700),
    (4.2360, 52.0805),
    (4.2500, 52.0905),
    (4.2610, 52.0985),
    (4.2660, 52.1040),
    (4.2745, 52.1105),
    (4.2830, 52.1168),
    (4.2940, 52.1245),
    (4.3060, 52.1320),
]
INLAND = [
    (4.3240, 52.1285),
    (4.3345, 52.1180),
    (4.3480, 52.1105),
    (4.3640, 52.1065),
    (4.3800, 52.1010),
    (4.3830, 52.0915),
    (4.3760, 52.0850),
    (4.3880, 52.0800),
    (4.4080, 52.0790),
    (4.4220, 52.0700),
    (4.4185, 52.0560),
    (4.4030, 52.0490),
    (4.3960, 52.0370),
    (4.3780, 52.0320),
    (4.3560, 52.0385),
    (4.3440, 52.0480),
    (4.3300, 52.0520),
    (4.3180, 52.0440),
    (4.3020, 52.0350),
    (4.2800, 52.0330),
    (4.2620, 52.0380),
    (4.2440, 52.0410),
    (4.2270, 52.0380),
    (4.2080, 52.0400),
]
DISTRICTS: dict[str, list[tuple[str, float, float]]] = {
    "Scheveningen": [
        ("Scheveningen Bad", 4.2835, 52.1110),
        ("Scheveningen Dorp", 4.2715, 52.1050),
        ("Haven", 4.2630, 52.0975),
        ("Duindorp", 4.2525, 52.0890),
        ("Belgisch Park", 4.2960, 52.1150),
        ("Statenkwartier", 4.2770, 52.0945),
        ("Westbroekpark", 4.2970, 52.1035),
        ("Oostduinen", 4.3110, 52.1225),
    ],
    "Segbroek": [
        ("Bomenbuurt", 4.2660, 52.0790),
        ("Vruchtenbuurt", 4.2540, 52.0715),
        ("Regentesse", 4.2850, 52.0775),
        ("Valkenbos", 4.2760, 52.0720),
        ("Bohemen", 4.2400, 52.0745),
    ],
    "Loosduinen": [
        ("Kijkduin", 4.2235, 52.0655),
        ("Loosduinen-dorp", 4.2420, 52.0555),
        ("Waldeck", 4.2380, 52.0640),
        ("Kraayenstein", 4.2180, 52.0475),
        ("Ockenburgh", 4.2090, 52.0565),
    ],
    "Escamp": [
        ("Zuiderpark", 4.2890, 52.0585),
        ("Morgenstond", 4.2760, 52.0490),
        ("Bouwlust", 4.2600, 52.0465),
        ("Moerwijk", 4.2980, 52.0495),
        ("Leyenburg", 4.2640, 52.0610),
        ("Rustenburg", 4.2790, 52.0650),
        ("Wateringse Veld", 4.2850, 52.0390),
    ],
    "Centrum": [
        ("Binnenstad", 4.3110, 52.0785),
        ("Stationsbuurt", 4.3205, 52.0715),
        ("Schilderswijk", 4.3030, 52.0690),
        ("Zeeheldenkwartier", 4.2990, 52.0810),
        ("Willemspark", 4.3060, 52.0870),
        ("Transvaal", 4.2930, 52.0680),
    ],
    "Laak": [
        ("Laakkwartier", 4.3150, 52.0610),
        ("Spoorwijk", 4.3080, 52.0555),
        ("Binckhorst", 4.3360, 52.0680),
    ],
    "Haagse Hout": [
        ("Bezuidenhout", 4.3360, 52.0835),
        ("Haagse Bos", 4.3300, 52.0930),
        ("Benoordenhout", 4.3220, 52.1030),
        ("Mariahoeve", 4.3620, 52.0960),
    ],
    "Leidschenveen-Ypenburg": [
        ("Ypenburg", 4.3680, 52.0430),
        ("Leidschenveen", 4.4020, 52.0660),
        ("Forepark", 4.3760, 52.0660),
        ("Hoornwijk", 4.3500, 52.0470),
    ],
}
HUBS = [
    ("Kurhausplein", 4.2842, 52.1128, 34, 60),
    ("De Pier", 4.2826, 52.1152, 30, 50),
    ("Boulevard Noord", 4.2890, 52.1190, 26, 40),
    ("Boulevard Zuid", 4.2762, 52.1098, 26, 40),
    ("Vuurtoren", 4.2690, 52.1048, 24, 30),
    ("Haven", 4.2642, 52.0990, 26, 35),
    ("Zuiderstrand", 4.2528, 52.0908, 24, 30),
    ("Kijkduin", 4.2238, 52.0690, 30, 40),
    ("Centraal Station", 4.3243, 52.0806, 40, 90),
    ("Hollands Spoor", 4.3222, 52.0700, 36, 70),
    ("Station Laan van NOI", 4.3440, 52.0790, 30, 45),
    ("Station Mariahoeve", 4.3660, 52.0915, 26, 30),
    ("Grote Markt", 4.3062, 52.0763, 26, 40),
    ("Plein 1813", 4.3040, 52.0868, 22, 25),
    ("Zuiderpark", 4.2890, 52.0600, 30, 35),
    ("Leyweg", 4.2705, 52.0535, 28, 35),
    ("Loosduinse Hoofdstraat", 4.2425, 52.0560, 24, 25),
    ("Ypenburg", 4.3690, 52.0425, 28, 30),
    ("Leidschenveen Centrum", 4.4030, 52.0655, 28, 30),
    ("Congresgebied", 4.2790, 52.0905, 26, 30),
]
BOULEVARD = [
    (4.2738, 52.1083),
    (4.2778, 52.1118),
    (4.2822, 52.1149),
    (4.2868, 52.1182),
    (4.2912, 52.1212),
]
PARKS = {
    "Zuiderpark": [(4.2820, 52.0615), (4.2940, 52.0630), (4.2960, 52.0560), (4.2835, 52.0545)],
    "Haagse Bos": [
        (4.3230, 52.0870),
        (4.3310, 52.0910),
        (4.3480, 52.0965),
        (4.3500, 52.0935),
        (4.3330, 52.0865),
        (4.3250, 52.0840),
    ],
    "Westbroekpark": [(4.2930, 52.1050), (4.3020, 52.1085), (4.3040, 52.1040), (4.2950, 52.1015)],
    "Clingendael": [(4.3250, 52.1090), (4.3370, 52.1075), (4.3350, 52.1000), (4.3250, 52.1020)],
    "Ockenburgh": [(4.2060, 52.0560), (4.2150, 52.0600), (4.2170, 52.0550), (4.2080, 52.0510)],
}
DUNES = [
    [(4.2060, 52.0562), (4.2205, 52.0675), (4.2245, 52.0650), (4.2110, 52.0545)],
    [(4.2290, 52.0738), (4.2480, 52.0875), (4.2530, 52.0850), (4.2350, 52.0715)],
    [(4.2965, 52.1240), (4.3080, 52.1310), (4.3230, 52.1280), (4.3080, 52.1190)],
]
WATER = [
    [(4.2590, 52.0995), (4.2640, 52.0985), (4.2665, 52.0950), (4.2640, 52.0945), (4.2605, 52.0975)],
    [(4.3085, 52.0800), (4.3125, 52.0812), (4.3130, 52.0803), (4.3090, 52.0792)],
]
CANALS = [
    [(4.3060, 52.0790), (4.3010, 52.0870), (4.2960, 52.0960), (4.2850, 52.1010), (4.2690, 52.0980)],
    [
        (4.2990, 52.0810),
        (4.2970, 52.0720),
        (4.3010, 52.0660),
        (4.3130, 52.0670),
        (4.3230, 52.0730),
        (4.3200, 52.0820),
    ],
    [(4.3230, 52.0730), (4.3380, 52.0640), (4.3500, 52.0540), (4.3560, 52.0385)],
    [(4.3380, 52.0640), (4.3560, 52.0720), (4.3760, 52.0850)],
]
ROADS = [
    [
        (4.2285, 52.0660),
        (4.2440, 52.0620),
        (4.2640, 52.0665),
        (4.2850, 52.0720),
        (4.3000, 52.0745),
        (4.3110, 52.0790),
        (4.3240, 52.0806),
    ],
    [(4.2842, 52.1128), (4.2920, 52.1040), (4.2990, 52.0930), (4.3040, 52.0868), (4.3110, 52.0790)],
    [(4.2642, 52.0990), (4.2740, 52.0940), (4.2860, 52.0880), (4.2990, 52.0810)],
    [(4.3222, 52.0700), (4.3150, 52.0610), (4.3030, 52.0500), (4.2900, 52.0400), (4.2850, 52.0335)],
    [(4.2425, 52.0560), (4.2600, 52.0530), (4.2780, 52.0520), (4.2980, 52.0530), (4.3150, 52.0610)],
    [(4.3240, 52.0806), (4.3440, 52.0790), (4.3620, 52.0740), (4.3850, 52.0690), (4.4150, 52.0640)],
    [(4.3440, 52.0790), (4.3560, 52.0870), (4.3660, 52.0940), (4.3790, 52.1000)],
    [(4.3240, 52.0806), (4.3210, 52.0920), (4.3180, 52.1030), (4.3210, 52.1150), (4.3240, 52.1285)],
    [(4.3360, 52.0680), (4.3460, 52.0600), (4.3600, 52.0500), (4.3690, 52.0425), (4.3850, 52.0345)],
    [(4.2150, 52.0480), (4.2300, 52.0500), (4.2425, 52.0560)],
    [
        (4.2600, 52.0380),
        (4.2620, 52.0460),
        (4.2705, 52.0535),
        (4.2740, 52.0640),
        (4.2760, 52.0720),
        (4.2770, 52.0850),
        (4.2740, 52.0940),
    ],
    [(4.3960, 52.0370), (4.3900, 52.0500), (4.3870, 52.0690), (4.3900, 52.0800)],
]
TRAMS = [
    [
        (4.2842, 52.1128),
        (4.2870, 52.1000),
        (4.2950, 52.0890),
        (4.3062, 52.0763),
        (4.3222, 52.0700),
        (4.3360, 52.0680),
    ],
    [
        (4.2238, 52.0690),
        (4.2400, 52.0680),
        (4.2600, 52.0730),
        (4.2850, 52.0775),
        (4.3062, 52.0763),
        (4.3243, 52.0806),
    ],
    [(4.3243, 52.0806), (4.3440, 52.0790), (4.3640, 52.0690), (4.3900, 52.0655), (4.4030, 52.0655)],
    [(4.2425, 52.0560), (4.2640, 52.0610), (4.2890, 52.0640), (4.3062, 52.0763)],
    [(4.3222, 52.0700), (4.3300, 52.0590), (4.3500, 52.0470), (4.3690, 52.0425)],
]


def metres(shape: Any, size: float) -> Any:
    """A shape widened by some metres, round in the field though a degree is not."""
    squeeze = np.cos(np.radians(52.08))
    flat = shapely.transform(shape, lambda p: p * [squeeze, 1])
    wide = flat.buffer(size / 111_320, quad_segs=3)
    return shapely.set_precision(shapely.transform(wide, lambda p: p / [squeeze, 1]), GRID)


def outline() -> Polygon:
    return Polygon(COAST + INLAND)


def neighbourhoods() -> dict[str, list[tuple[str, Any]]]:
    """Each district's neighbourhoods: what of the city lies nearest to each centre, no gaps."""
    centres = [(d, n, Point(x, y)) for d, found in DISTRICTS.items() for n, x, y in found]
    squeeze = np.cos(np.radians(52.08))
    flat = MultiPoint([(p.x * squeeze, p.y) for _, _, p in centres])
    cells = shapely.voronoi_polygons(
        flat, extend_to=shapely.transform(outline(), lambda p: p * [squeeze, 1])
    )
    cells = [shapely.transform(c, lambda p: p / [squeeze, 1]) for c in cells.geoms]
    pieces = [shapely.set_precision(c & outline(), GRID) for c in cells]
    clean = dict[str, list[tuple[str, Any]]]()
    for district, name, centre in centres:
        mine = next(
            piece for piece, cell in zip(pieces, cells, strict=True) if cell.contains(centre)
        )
        clean.setdefault(district, []).append((name, mine))
    return clean


def write(name: str, features: list[tuple[Any, dict[str, Any]]]) -> None:
    """A GeoJSON file, one feature a line, six decimals."""
    rows = [
        json.dumps(
            {
                "type": "Feature",
                "properties": p,
                "geometry": mapping(shapely.set_precision(g, GRID)),
            }
        )
        for g, p in features
    ]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(rows) + "\n]}\n"
    (FOLDER / f"{name}.geojson").write_text(text)


def draw() -> None:
    """Write all the city's files."""
    found = neighbourhoods()
    more = {"municipality": CITY}
    small = [
        (shape, {"code": f"DH-{d:02}-{n:02}", "name": name, **more})
        for d, rows in enumerate(found.values(), 1)
        for n, (name, shape) in enumerate(rows, 1)
    ]
    large = [
        (
            shapely.coverage_union_all([s for _, s in rows]),
            {"code": f"DH-{d:02}", "name": name, **more},
        )
        for d, (name, rows) in enumerate(found.items(), 1)
    ]
    write("neighbourhoods", small)
    write("districts", large)
    whole = shapely.coverage_union_all([s for s, _ in small])
    write("municipality", [(whole, {"code": CITY, "name": "Den Haag", "municipality": CITY})])
    write(
        "hubs",
        [
            (
                metres(Point(x, y), r / 2),
                {"code": f"DH-H{i:02}", "name": f"Hub {n}", "capacity": c, **more},
            )
            for i, (n, x, y, r, c) in enumerate(HUBS, 1)
        ],
    )
    write(
        "no_parking",
        [
            (
                metres(LineString(BOULEVARD), 22),
                {"code": "DH-P01", "name": "Promenade Scheveningen", **more},
            ),
            (
                metres(Point(4.3098, 52.0775), 130),
                {"code": "DH-P02", "name": "Spuikwartier", **more},
            ),
            (
                metres(Point(4.3130, 52.0803), 120),
                {"code": "DH-P03", "name": "Hofvijver en omgeving", **more},
            ),
        ],
    )
    write(
        "monitoring",
        [
            (
                metres(LineString([(4.2690, 52.1060), *BOULEVARD]), 180),
                {"code": "DH-M01", "name": "Strand Scheveningen", **more},
            ),
        ],
    )
    sea = Polygon([(4.05, 52.02), (4.10, 52.25), (4.42, 52.25), *COAST[::-1], (4.16, 52.02)])
    beach = shapely.difference(metres(LineString(COAST), 95), metres(outline(), -40))
    write(
        "basemap",
        [
            (sea, {"layer": "sea"}),
            (beach, {"layer": "beach"}),
            *[(Polygon(d), {"layer": "dune"}) for d in DUNES],
            *[(Polygon(p), {"layer": "park", "name": n}) for n, p in PARKS.items()],
            *[(Polygon(w), {"layer": "water"}) for w in WATER],
            *[(metres(LineString(c), 14), {"layer": "water"}) for c in CANALS],
            *[(LineString(r), {"layer": "road"}) for r in ROADS],
            *[(LineString(t), {"layer": "tram"}) for t in TRAMS],
        ],
    )


if __name__ == "__main__":
    draw()
