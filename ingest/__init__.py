"""Feeds to snapshots to stays: what operators publish becomes evidence."""
