"""What a keeper watches: `/metrics`, in the text form of Prometheus.

`counted` counts this process's own questions, `kept` tells the state of feeds, queues and database.
No label names a vehicle, a person or an address: only feeds, routes, outcomes and queues, of which
there are as many as were set up.
"""

from api.metrics.counted import Counted
from api.metrics.page import watch

__all__ = ["Counted", "watch"]
