"""What if: a draft zone or limit replayed over what has been, before anything is published."""
