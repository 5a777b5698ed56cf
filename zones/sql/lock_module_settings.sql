-- One decision at a time: whoever switches a module sees what was decided before.
select hold_decisions('module_setting')
