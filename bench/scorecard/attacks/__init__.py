"""Figure 10: attacks, of all kinds, on the whole product on loopback."""
