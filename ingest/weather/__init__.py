"""Weather over HTTP: forecasts of Open-Meteo, measured hours of KNMI, in our words.

Each source is a file: the address to ask, and how its answer reads. Both tell hours by their end.
"""
