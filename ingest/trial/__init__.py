"""A feed on trial: read a few times, nothing kept, and everything told that is odd about it.

Two published validators find whether a body has the form that it should have. Whether it can be
true is what this asks.
"""

from ingest.trial.report import Finding, Report, Severity
from ingest.trial.run import try_feed

__all__ = ["Finding", "Report", "Severity", "try_feed"]
