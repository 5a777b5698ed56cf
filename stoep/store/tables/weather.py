"""What modules are told of the world around: weather, school holidays, events."""

from datetime import date, datetime

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Date,
    Double,
    Identity,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment


class WeatherHour(Base):
    """An hour's weather as a source told it at a moment; a forecast is told again and again."""

    __tablename__ = "weather_hour"
    __table_args__ = (
        CheckConstraint("basis in ('expected', 'observed')", name="basis"),
        CheckConstraint(
            "temperature_c between -60 and 60 and rain_mm between 0 and 300"
            " and wind_ms between 0 and 100 and sun_wm2 between 0 and 1500",
            name="values",
        ),
    )

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    basis: Mapped[str] = mapped_column(Text, primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    known_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    """Who told it: shown wherever it is used."""
    temperature_c: Mapped[float | None] = mapped_column(REAL)
    rain_mm: Mapped[float | None] = mapped_column(REAL)
    wind_ms: Mapped[float | None] = mapped_column(REAL)
    sun_wm2: Mapped[float | None] = mapped_column(REAL)


class SchoolHoliday(Base):
    """A school holiday of a municipality's region, both days included."""

    __tablename__ = "school_holiday"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    first_day: Mapped[date] = mapped_column(Date, primary_key=True)
    last_day: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class CityEvent(Base):
    """Something that draws people, on a municipality's list; withdrawn, never removed."""

    __tablename__ = "city_event"
    __table_args__ = (
        Index("ix_city_event_municipality", "municipality", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("lon between -180 and 180 and lat between -90 and 90", name="place"),
        CheckConstraint("visitors >= 0", name="visitors"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    municipality: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, server_default=text("''"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    lon: Mapped[float] = mapped_column(Double)
    lat: Mapped[float] = mapped_column(Double)
    visitors: Mapped[int | None] = mapped_column(Integer)
    """How many are expected; empty: nobody told."""
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(Text)


class WeatherSource(Base):
    """A municipality whose weather is asked for by itself."""

    __tablename__ = "weather_source"

    municipality: Mapped[str] = mapped_column(Text, primary_key=True)
    station: Mapped[int | None] = mapped_column(Integer)
    """KNMI's number of the station that measures for it; empty: what was measured is not asked."""
    forecast_url: Mapped[str | None] = mapped_column(Text)
    """In place of Open-Meteo's own address; empty: that."""
    measured_url: Mapped[str | None] = mapped_column(Text)
    """In place of KNMI's own address; empty: that."""
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
