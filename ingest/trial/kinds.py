"""What: ranges, types and states that cannot be."""

from ingest.trial.case import Case, at, error, warning
from ingest.trial.report import Finding
from ingest.trial.rows import MDS_STATES

FARTHEST_M = 500_000
"""No shared vehicle goes farther on one charge."""


def impossible_range(case: Case) -> Finding | None:
    """Farther than its type can go, farther than any, below nothing; fuller than full."""
    most = {kind.id: kind.most_m for kind in case.newest.told.kinds or []}
    found = [
        v
        for v in case.vehicles
        if (
            v.range_m is not None
            and not 0 <= v.range_m <= (most.get(v.type_id or "") or FARTHEST_M)
        )
        or (v.charge is not None and not 0 <= v.charge <= 1)
    ]
    sentence = f"{len(found)} vehicles tell a range or charge that cannot be."
    examples = (at(v, v.range_m if v.range_m is not None else v.charge) for v in found)
    return warning("impossible_range", len(found), sentence, examples)


def unknown_type(case: Case) -> Finding | None:
    """A type that the feed itself does not describe: its vehicles would count as unknown."""
    told = case.newest.told
    if told.described is not None:
        found = [v for v in case.standing if (v.id or "").lower() not in told.described]
        sentence = f"{len(found)} vehicles have a status, but are not described by /vehicles."
        return error("unknown_type", len(found), sentence, (at(v, v.id) for v in found))
    if case.is_mds or (told.kinds is None and not any(v.type_id for v in case.vehicles)):
        return None
    known = {kind.id for kind in told.kinds or []}
    found = [v for v in case.vehicles if v.type_id not in known]
    sentence = f"{len(found)} vehicles are of a type that vehicle_types does not have."
    return error("unknown_type", len(found), sentence, (at(v, v.type_id) for v in found))


def unknown_state(case: Case) -> Finding | None:
    """A state that MDS does not have: nobody knows whether the vehicle stands."""
    found = [v for v in case.vehicles if v.state not in MDS_STATES] if case.is_mds else []
    sentence = f"{len(found)} vehicles are in a state that MDS does not have."
    return error("unknown_state", len(found), sentence, (at(v, v.state) for v in found))
