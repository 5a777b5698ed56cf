-- One decision at a time: whoever decides sees what was decided before.
select hold_decisions('permit_limit')
