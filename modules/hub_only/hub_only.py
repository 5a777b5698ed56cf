"""Which share of the vehicles in each district stands outside hubs?

A vehicle within the grace distance of a hub counts as in it: positions are some metres off. With
few vehicles a share says little, and when feeds are silent it would be a share of who still talks:
then there is no number, and the reason.
"""

from collections import defaultdict

from stoep.contract import Facts, Parameters, Value


def hub_only(facts: Facts, p: Parameters) -> list[Value]:
    """One value for each district."""
    districts = [area.key for area in facts.areas_of("district")]
    if facts.stays is None or (facts.coverage or 0) < p.coverage:
        return [Value(key, None, reason="no_evidence") for key in districts]
    outside: dict[str, list[bool]] = defaultdict(list)
    for stay in facts.stays:
        for key in stay.areas:
            outside[key].append(stay.metres_to_hub is None or stay.metres_to_hub > p.grace_m)
    return [share(key, outside[key], p.fewest) for key in districts]


def share(key: str, outside: list[bool], fewest: int) -> Value:
    """The share of a district, unless too few vehicles stand there."""
    if len(outside) < fewest:
        return Value(key, None, len(outside), "too_few")
    return Value(key, sum(outside) / len(outside), len(outside))
