"""What a limit asks, as one who tries it and one who decides on it say it."""

from datetime import date

from pydantic import Field

from api.permits import Form, Judged, Municipality, Zone
from api.questions import Question
from zones.permits.limits import ALL
from zones.permits.setting import Wish, read_season
from zones.permits.verdicts import COVERAGE_NEEDED


class AskedLimit(Question):
    """What is asked, and how it is judged; of whom and from when on is told by who asks."""

    municipality: Municipality
    indicator: Judged = Field(description=f"One of {', '.join(Judged)}.")
    value: float = Field(description="The limit.", allow_inf_nan=False)
    unit: str = Field(
        description="Its unit, which must be the indicator's.", examples=["vehicles"], min_length=1
    )
    form: Form = Field(Form(ALL), description=f"One of {', '.join(Form)}.")
    zone: Zone = None
    season: str = Field(
        "",
        description="Part of the year, as 05-01..09-30; left out: all year.",
        pattern=r"^\d\d-\d\d\.\.\d\d-\d\d$",
    )
    tolerance: int = Field(0, description="Metres that a place may be off at a border.")
    coverage: float = Field(
        COVERAGE_NEEDED, description="Least coverage to say that it complies.", allow_inf_nan=False
    )

    def wish(self, operator: str, since: date, by: str, why: str) -> Wish:
        """The limit, of an operator from a day on."""
        return Wish(
            municipality=self.municipality,
            operator=operator,
            indicator=self.indicator,
            value=self.value,
            unit=self.unit,
            effective_from=since,
            set_by=by,
            why=why,
            form=None if self.form == ALL else str(self.form),
            zone=self.zone,
            season=read_season(self.season),
            tolerance_m=self.tolerance,
            coverage_needed=self.coverage,
        )
