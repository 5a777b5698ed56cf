"""Files of a feed with two stations, as they are told.

A = 4.300      b1 and b2 stand at A and tell no position; b3 stands loose, north of B
B = 4.310      the list has none at B: there the station's own numbers count
                  b3
     A(b1 b2)      B(5 + 1 out of order)
"""

STATIONS = {
    "stations": [
        {"station_id": "A", "name": "Aak", "lon": 4.30, "lat": 52.08, "capacity": 10},
        {"station_id": "B", "name": "Boei", "lon": 4.31, "lat": 52.08},
    ]
}
STATUS = {
    "stations": [
        {"station_id": "A", "num_bikes_available": 2, "num_bikes_disabled": 0}
        | {"num_docks_available": 8, "is_installed": True, "is_renting": True},
        {"station_id": "B", "num_bikes_available": 5, "num_bikes_disabled": 1}
        | {"is_installed": False, "is_renting": False},
    ]
}
LIST = {
    "bikes": [
        {"bike_id": "b1", "station_id": "A", "is_reserved": False, "is_disabled": False},
        {"bike_id": "b2", "station_id": "A", "is_reserved": False, "is_disabled": False},
        {"bike_id": "b3", "lon": 4.31, "lat": 52.09, "is_reserved": False, "is_disabled": False},
    ]
}
