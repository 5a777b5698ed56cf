"""The mandate: what each operator owes of data since when, and what it was seen to deliver."""
