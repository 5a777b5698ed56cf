"""Did operators apply a zone: their own geofencing zones, as feeds tell them, against ours."""
