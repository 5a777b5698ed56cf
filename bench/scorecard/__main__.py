"""`make scorecard`: all figures; `python -m bench.scorecard 6 10`: some of them alone."""

import sys
from collections.abc import Callable, Sequence

from bench.scorecard.figure import Figure, Plan
from bench.scorecard.measure import FOLDER, measure_all
from bench.scorecard.plans import PLANS
from bench.scorecard.told import show, write

Measure = Callable[[Sequence[Plan], Callable[[Figure], None]], list[Figure]]


def main(asked: Sequence[str], measure: Measure = measure_all) -> int:
    """Measure, print and write; 1 where a figure does not hold, 2 where one is not there."""
    known = {str(plan.number): plan for plan in PLANS}
    if strange := [word for word in asked if word not in known]:
        print(f"There is no figure {', '.join(strange)}: they are 1 to {len(PLANS)}.")
        return 2
    plans = [plan for number, plan in known.items() if not asked or number in asked]
    figures = measure(plans, _tell)
    show(figures)
    # Some figures alone are no scorecard: what was measured of all twelve stays as it was.
    folder = FOLDER if len(plans) == len(PLANS) else FOLDER / "some"
    write(figures, folder)
    print(f"Written to {folder}.")
    return int(not all(one.holds for one in figures))


def _tell(figure: Figure) -> None:
    verdict = "holds" if figure.holds else "NOT HELD"
    print(f"{figure.number:2} {verdict}: {figure.measured} ({figure.seconds:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
