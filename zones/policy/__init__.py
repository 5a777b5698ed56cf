"""Zones of policy: what a municipality draws, decides and steers by."""
