"""Order on the pavement: in hubs or beside them, in no-parking areas, and how full hubs are."""
