-- One decision at a time: whoever decides sees what was decided before.
lock table permit_limit in share row exclusive mode
