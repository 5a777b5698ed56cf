"""What operators push: out of the inbox, in the order in which it happened, to evidence."""
