from bench.scorecard.fuzz.tally import *
measure=None
