-- What was said and decided in disputes, in its order.
select dispute, number, what, side, words, links, remedy, said_by, verified,
       extract(epoch from said_at)::int8 as said_at
from dispute_act
where dispute = any(%(numbers)s)
order by dispute, number
