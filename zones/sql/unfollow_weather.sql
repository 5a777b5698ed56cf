-- A municipality's weather is asked for no more.
delete from weather_source where municipality = %(municipality)s returning municipality
