"""What comes and goes: arrivals, departures, rentals, and flows from one place to another."""
