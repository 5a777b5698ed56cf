"""Ways for a module to go wrong, each with how its run must end: outcome, sentence and place."""

from dataclasses import dataclass

from runner.outcome import RunOutcome
from tests.runner.drawn import ESCAPE

BEGIN = "from stoep.contract import *\n"
FAKE = (
    ESCAPE
    + """
wire, pa = sys.modules['runner.wire'], sys.modules['pyarrow']

def drawn(facts, p):
    data = wire.pack({}, fake())
    os['write'](3, len(data).to_bytes(8, 'little') + data)
    os['_exit'](0)

def told(**columns):
    schema = wire.result_schema(Label)
    n = len(columns['answer'])
    whole = dict(case=[0] * n, row=[0] * n, municipality=[''] * n) | columns
    return {
        'results': pa.table([pa.array(whole[f.name], f.type) for f in schema], schema=schema),
        'evidence': wire.result_schema(Evidence).empty_table(),
    }
"""
)
"""A module that writes its answer past the child's own code, however it likes."""


@dataclass(frozen=True)
class Wrong:
    """A module, and what its run must come to."""

    name: str
    body: str
    outcome: RunOutcome
    sentence: str = ""
    where: str = ""


WRONGS = (
    Wrong(
        "raises",
        """
def drawn(facts, p):
    x = 1
    return 1 / 0
""",
        RunOutcome.raised,
        "ZeroDivisionError",
        "drawn.py, line 4",
    ),
    Wrong(
        "has a typo",
        """
def drawn(facts, p)
    pass
""",
        RunOutcome.raised,
        "SyntaxError",
        "drawn.py, line 2",
    ),
    Wrong(
        "has no function",
        """
x = 1
""",
        RunOutcome.bad_result,
        "no function drawn",
        "drawn.py",
    ),
    Wrong(
        "exits",
        """
def drawn(facts, p):
    raise SystemExit(0)
""",
        RunOutcome.exited,
        "SystemExit",
        "line 3",
    ),
    Wrong(
        "exits at once",
        ESCAPE
        + """
def drawn(facts, p):
    os['_exit'](0)
""",
        RunOutcome.exited,
        "before it answered",
        "",
    ),
    Wrong(
        "segfaults",
        ESCAPE
        + """
def drawn(facts, p):
    sys.modules['ctypes'].string_at(1)
""",
        RunOutcome.crashed,
        "SIGSEGV",
        "drawn.py, line 8",
    ),
    Wrong(
        "loops",
        """
def drawn(facts, p):
    while True:
        pass
""",
        RunOutcome.too_slow,
        "did not end",
        "drawn.py, line",
    ),
    Wrong(
        "runs a catastrophic regex",
        """
import re
def drawn(facts, p):
    re.match('(a+)+$', 'a' * 60 + 'b')
""",
        RunOutcome.too_slow,
        "did not end",
        "drawn.py, line 4",
    ),
    Wrong(
        "loops when it is read",
        """
while True:
    pass
""",
        RunOutcome.too_slow,
        "did not end",
        "drawn.py, line",
    ),
    Wrong(
        "catches everything and loops",
        """
def drawn(facts, p):
    while True:
        try:
            1 / 0
        except BaseException:
            pass
""",
        RunOutcome.too_slow,
        "did not end",
        "drawn.py",
    ),
    Wrong(
        "takes 4 GB",
        """
def drawn(facts, p):
    return bytearray(4 << 30)
""",
        RunOutcome.too_big,
        "MemoryError",
        "drawn.py, line 3",
    ),
    Wrong(
        "leaks",
        """
def drawn(facts, p):
    kept = []
    while True:
        kept.append(bytearray(2**20))
""",
        RunOutcome.too_big,
        "MemoryError",
        "drawn.py, line 5",
    ),
    Wrong(
        "recurses for ever",
        """
def drawn(facts, p):
    return drawn(facts, p)
""",
        RunOutcome.raised,
        "RecursionError",
        "drawn.py, line 3",
    ),
    Wrong(
        "imports os",
        """
import os
def drawn(facts, p):
    pass
""",
        RunOutcome.forbidden,
        "may not import os",
        "drawn.py, line 2",
    ),
    Wrong(
        "opens a file",
        """
def drawn(facts, p):
    open('/etc/passwd')
""",
        RunOutcome.forbidden,
        "PermissionError",
        "drawn.py, line 3",
    ),
    Wrong(
        "gives a word",
        """
def drawn(facts, p):
    return 'yes'
""",
        RunOutcome.bad_result,
        "returned str, not Label",
        "",
    ),
    Wrong(
        "gives a label made of nothing",
        BEGIN
        + """
def drawn(facts, p):
    return Label('maybe')
""",
        RunOutcome.bad_result,
        "none of yes, no, unknown",
        "2026-06-06",
    ),
    Wrong(
        "gives NaN",
        BEGIN
        + """
def drawn(facts, p):
    return Label.all(at_least('warmest', float('nan'), 1))
""",
        RunOutcome.bad_result,
        "not a number",
        "",
    ),
    Wrong(
        "gives HTML",
        BEGIN
        + """
def drawn(facts, p):
    return Label(Answer.yes, (Evidence('warmest', 1, 1, True, '<b>hot</b>'),))
""",
        RunOutcome.bad_result,
        "markup",
        "",
    ),
    Wrong(
        "gives evidence that nobody explained",
        BEGIN
        + """
def drawn(facts, p):
    return Label.all(at_least('moon', 1, 1))
""",
        RunOutcome.bad_result,
        "[evidence.'moon']",
        "",
    ),
    Wrong(
        "gives text for a number",
        BEGIN
        + """
def drawn(facts, p):
    return Label(Answer.yes, (Evidence('warmest', 'hot'),))
""",
        RunOutcome.bad_result,
        "",
        "",
    ),
    Wrong(
        "labels another city",
        BEGIN
        + """
def drawn(facts, p):
    return Label(Answer.yes, (), 'GM0599')
""",
        RunOutcome.bad_result,
        "It labels 'GM0599', not GM9999",
        "2026-06-06",
    ),
    Wrong(
        "looks at what it did not ask for",
        """
def drawn(facts, p):
    return len(facts.indicators)
""",
        RunOutcome.raised,
        "needs do not name 'indicators'",
        "drawn.py, line 3",
    ),
    Wrong(
        "asks for a parameter that is not there",
        """
def drawn(facts, p):
    return p.warmth
""",
        RunOutcome.raised,
        "no parameter 'warmth'",
        "drawn.py, line 3",
    ),
    Wrong(
        "writes other columns",
        FAKE
        + """
def fake():
    return {'results': pa.table({'answer': ['yes']}), 'evidence': pa.table({'a': [1]})}
""",
        RunOutcome.bad_result,
        "columns",
        "",
    ),
    Wrong(
        "writes 400,000 rows",
        FAKE
        + """
fake = lambda: told(answer=['no'] * 400_000)
""",
        RunOutcome.bad_result,
        "400000 rows",
        "",
    ),
    Wrong(
        "writes two labels for a day",
        FAKE
        + """
fake = lambda: told(answer=['yes', 'no'], row=[0, 1])
""",
        RunOutcome.bad_result,
        "two labels",
        "",
    ),
    Wrong(
        "writes for a day that was not asked",
        FAKE
        + """
fake = lambda: told(answer=['yes'], case=[7])
""",
        RunOutcome.bad_result,
        "number 7",
        "",
    ),
    Wrong(
        "writes noise",
        ESCAPE
        + """
def drawn(facts, p):
    os['write'](3, (8).to_bytes(8, 'little') + b'12345678')
    os['_exit'](0)
""",
        RunOutcome.bad_result,
        "cannot be read",
        "",
    ),
    Wrong(
        "writes a table that is broken inside",
        ESCAPE
        + """
wire, pa = sys.modules['runner.wire'], sys.modules['pyarrow']

def drawn(facts, p):
    data = bytearray(wire.pack({}, {'results': pa.table({'answer': ['yes']})}))
    begin = data.index(bytes(4 * [255])) + 8
    data[begin:begin + 40] = bytes(40 * [255])
    os['write'](3, len(data).to_bytes(8, 'little') + data)
    os['_exit'](0)
""",
        RunOutcome.bad_result,
        "cannot be read",
        "",
    ),
    Wrong(
        "floods its answer",
        ESCAPE
        + """
def drawn(facts, p):
    os['write'](3, (2**62).to_bytes(8, 'little'))
    while True:
        os['write'](3, bytes(2**16))
""",
        RunOutcome.bad_result,
        "more than 16 MiB",
        "",
    ),
    Wrong(
        "floods its output",
        """
def drawn(facts, p):
    while True:
        print('x' * 10_000)
""",
        RunOutcome.too_slow,
        "did not end",
        "",
    ),
)
