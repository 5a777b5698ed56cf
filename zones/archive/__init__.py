"""Days that are closed, as GeoParquet files: history for those who outgrow one machine.

What a number needs is here and nothing else: stays, the clocks of evidence, areas. No vehicle is.
"""
