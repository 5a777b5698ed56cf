"""Which share of each district has a vehicle for rent within walking distance?

Each cell of the grid is looked at from its middle and weighs as its addresses do; where no
addresses are known, all cells of the district weigh alike. Reserved vehicles and those out of
order are no help to anybody. When feeds are silent there is no number, and the reason.
"""

from collections import defaultdict

from stoep.contract import Area, Facts, Nearby, Parameters, Value


def reach(facts: Facts, p: Parameters) -> list[Value]:
    """One value for each district."""
    districts = [area.key for area in facts.areas_of("district")]
    if facts.stays is None or (facts.coverage or 0) < p.coverage:
        return [Value(key, None, reason="no_evidence") for key in districts]
    vehicles = Nearby(
        (
            (stay.lon, stay.lat)
            for stay in facts.stays
            if stay.state == "available" and p.form_factor in ("any", stay.form_factor)
        ),
        p.metres,
    )
    cells: dict[str, list[Area]] = defaultdict(list)
    for cell in facts.areas_of("h3"):
        cells[cell.within].append(cell)
    return [share(key, cells[key], vehicles) for key in districts]


def share(key: str, cells: list[Area], vehicles: Nearby) -> Value:
    """The share of a district, by addresses where all are known, otherwise by cells."""
    told = [cell.addresses for cell in cells if cell.addresses is not None]
    weights = told if len(told) == len(cells) and sum(told) else [1] * len(cells)
    if not cells:
        return Value(key, None, 0, "no_cells")
    near = [vehicles.any((cell.lon, cell.lat)) for cell in cells]
    reached = sum(weight for weight, there in zip(weights, near, strict=True) if there)
    return Value(key, reached / sum(weights), len(cells))
