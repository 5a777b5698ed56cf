-- One decision at a time: whoever switches a module sees what was decided before.
lock table module_setting in share row exclusive mode
