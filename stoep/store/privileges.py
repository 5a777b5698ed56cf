"""What each role of the database may, table by table: what is not written here nobody may.

Letters are PostgreSQL's own: r reads, a adds, w changes, d deletes. In turn for `stoep_reads`,
`stoep_acts` and `stoep_ingests` (see `roles.py`). Who owns the tables migrates, and may all.
"""

LETTERS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
TABLES: dict[str, tuple[str, str, str]] = {
    # What feeds told, and what is known of it.
    "operator": ("r", "r", "r"),
    "feed": ("r", "r", "rw"),
    "feed_state": ("r", "rw", "rw"),
    "feed_reading": ("r", "r", "ra"),
    "leader": ("r", "r", "raw"),
    "poll": ("r", "r", "raw"),
    "coverage_span": ("r", "r", "raw"),
    "open_stay": ("r", "rw", "rawd"),
    "stay": ("r", "rw", "rawd"),
    "state_change": ("r", "r", "rad"),
    "stay_version": ("r", "r", "ra"),
    "correction": ("r", "r", "raw"),
    "cell_version": ("r", "r", "rad"),
    "vehicle_type": ("r", "r", "ra"),
    "station": ("r", "r", "raw"),
    "station_count": ("r", "r", "raw"),
    "service_area": ("r", "r", "raw"),
    "trip": ("r", "r", "rad"),
    "statement": ("r", "ra", "r"),
    "feed_check": ("r", "ra", "rwd"),
    # Bodies as they came, ids of operators' own, sealed secrets.
    "raw_poll": ("", "", "ra"),
    "raw_suspect": ("", "", "ra"),
    "checkpoint": ("", "", "rad"),
    "push_batch": ("r", "ra", "rw"),
    "push_event": ("", "r", "rawd"),
    "push_vehicle": ("", "raw", "rw"),
    "credential": ("", "", "r"),
    "notice_secret": ("", "rd", "r"),
    # Places, and numbers of them.
    "area": ("r", "rawd", "r"),
    "area_fold": ("r", "raw", "raw"),
    "cell_day": ("r", "rad", "rawd"),
    "fold_state": ("r", "r", "raw"),
    "cell_recount": ("r", "rawd", "rawd"),
    "zone": ("r", "rawd", "r"),
    "zone_change": ("r", "ra", "r"),
    "flow": ("r", "r", "ra"),
    "flow_block": ("r", "r", "ra"),
    "import_run": ("r", "r", "r"),
    "imported_park_event": ("r", "r", "r"),
    # What permits, mandates and modules ask, and came to.
    "permit_limit": ("r", "ra", "r"),
    "permit_day": ("r", "r", "rawd"),
    "permit_day_version": ("r", "r", "ra"),
    "permit_counted": ("r", "rw", "rawd"),
    "position_tolerance": ("r", "ra", "r"),
    "mandate_duty": ("r", "ra", "r"),
    "module_setting": ("r", "ra", "ra"),
    "module_effect": ("r", "ra", "r"),
    "effect_in_force": ("r", "r", "ra"),
    "module_run": ("r", "r", "ra"),
    "module_told": ("r", "r", "ra"),
    "weather_hour": ("r", "r", "ra"),
    "weather_source": ("r", "r", "r"),
    "school_holiday": ("r", "r", "r"),
    "city_event": ("r", "ra", "r"),
    "recipient": ("r", "rw", "r"),
    "notice": ("r", "rw", "raw"),
    "evidence_set_aside": ("r", "ra", "r"),
    "worklist_action": ("r", "ra", "r"),
    "dispute": ("r", "ra", ""),
    "dispute_act": ("r", "ra", ""),
    # Who may come in, and who did what.
    "organisation": ("r", "raw", ""),
    "person": ("r", "ra", ""),
    "membership": ("r", "raw", ""),
    "invitation": ("r", "raw", ""),
    "session": ("r", "raw", ""),
    "api_key": ("r", "raw", ""),
    "push_key": ("r", "raw", ""),
    "account": ("", "raw", ""),
    "sign_in_attempt": ("", "rawd", ""),
    "audit_entry": ("r", "ra", ""),
    # The database of itself.
    "alembic_version": ("r", "r", "r"),
    "standing_stay": ("r", "r", "r"),
    "effect_span": ("r", "r", "r"),
    "effect_held": ("r", "r", "r"),
    "permit_day_known": ("r", "r", "r"),
}
COLUMNS: dict[tuple[str, str, str], str] = {
    # A hash lets nobody in, but tells whether a key that was found is good.
    ("session", "reads", "r"): "id person_id via address started_at seen_at ended_at",
    ("session", "acts", "r"): "id person_id seen_at ended_at",
    ("session", "acts", "w"): "seen_at ended_at",
    ("api_key", "reads", "r"): "id organisation_id name prefix scopes made_by made_at expires_at"
    " used_at revoked_by revoked_at",
    ("api_key", "acts", "r"): "id organisation_id revoked_at",
    ("api_key", "acts", "w"): "revoked_by revoked_at",
    ("push_key", "reads", "r"): "id feed_id prefix made_at expires_at revoked_at used_at",
    ("push_key", "acts", "r"): "id feed_id prefix made_at expires_at revoked_at used_at",
    ("push_key", "acts", "w"): "revoked_at",
    ("invitation", "reads", "r"): "id organisation_id role email renews invited_by invited_at"
    " expires_at used_at withdrawn_at",
    ("invitation", "acts", "w"): "used_at withdrawn_at",
    ("membership", "acts", "w"): "ended_by ended_at",
    ("sign_in_attempt", "acts", "w"): "outcome",
    # For the lock that two admins take turns by.
    ("organisation", "acts", "w"): "name",
    # The operator's own number of a trip counts nothing.
    ("trip", "reads", "r"): "feed_id ended_at started_at start_geom end_geom told_at",
    ("trip", "acts", "r"): "feed_id ended_at started_at start_geom end_geom told_at",
    # What waits is counted; what is in it is for who applies it.
    ("push_batch", "reads", "r"): "feed_id received_at applied_at",
    ("push_batch", "acts", "r"): "id feed_id received_at applied_at",
    ("notice_secret", "acts", "r"): "name",
    ("recipient", "acts", "w"): "address about removed_by removed_at",
    ("notice", "acts", "w"): "state ended_at reason",
    # Who publishes a zone has it counted at once: in which areas a vehicle stood, and cells.
    ("open_stay", "acts", "w"): "areas",
    ("stay", "acts", "w"): "areas",
    ("feed_state", "acts", "w"): "generation",
    ("permit_counted", "acts", "w"): "basis",
}
"""Where a letter is of some columns alone: by table and role."""
DOORS: dict[str, tuple[str, ...]] = {
    "caller_of_session": ("reads",),
    "caller_of_key": ("acts",),
    "pusher_of_key": ("acts",),
    "hold_decisions": ("acts", "ingests"),
    "make_part": ("acts", "ingests"),
    "drop_part": ("ingests",),
}
"""Functions that do one thing in the name of who owns the tables, and who may ask for it."""
