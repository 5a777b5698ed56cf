"""Every setting of Stoep, read from the environment with the prefix `STOEP_` (or a file `.env`)."""

from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Stoep's settings; each has a default that serves the demo on one machine."""

    model_config = SettingsConfigDict(env_prefix="STOEP_", env_file=".env", extra="ignore")

    home: Path = Field(Path(".stoep"), description="Folder for the private database and its logs.")
    database: str = Field(
        "",
        description="PostgreSQL address (postgresql://…). Empty: the private cluster in the home.",
    )
    database_reads: str = Field(
        "",
        description="Address for the role stoep_reads, where it signs in by itself. Empty: that of"
        " STOEP_DATABASE, as that role. See docs/operate.md.",
    )
    database_acts: str = Field(
        "", description="The same for the role stoep_acts: what people and operators' servers do."
    )
    database_ingests: str = Field(
        "", description="The same for the role stoep_ingests: what polls, folds and sends."
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Key of the vehicle pseudonyms. Empty: made once and kept in the home.",
    )
    host: str = Field("127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(8350, description="Port of the web server; the next free one when taken.")
    api_url: str = Field(
        "", description="Where the dashboard finds the API. Empty: in the same process."
    )
    basemap: str = Field(
        "none", description="Base map below the data: none, pdok, osm, or a tile address."
    )
    language: str = Field("nl", description="Language of the dashboard at first sight: nl or en.")
    contact: str = Field(
        "",
        pattern=r"^(|https://\S+|[^@\s:]+@[^@\s:]+)$",
        description="Where readers tell what does not work: an e-mail address or a page at https://,"
        " named in the accessibility statement.",
    )
    acting: str = Field(
        "nobody",
        pattern=r"^(nobody|anyone|people)$",
        description="Who may change zones, limits, modules and the worklist over HTTP: nobody,"
        " anyone who reaches the server, or people who signed in and whose role allows it. Commands"
        " are not asked.",
    )
    reading: str = Field(
        "everyone",
        pattern=r"^(everyone|people)$",
        description="Who may see single vehicles, stays, the worklist and movements of an area:"
        " everyone, or people and keys of the municipality or the operator that they are about"
        " (needs `STOEP_ACTING=people`). Counts and rules stay open to all.",
    )
    demo_people: bool = Field(
        False,
        description="The demo's own: whoever comes may be one of its made-up people with one click."
        " Never where there are real ones.",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(|https://[^\s?#]+|http://(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(/[^\s?#]*)?)$",
        description="Identity provider by which people sign in too (OpenID Connect): its issuer, as"
        " it writes it itself; without TLS on this machine only. Empty: none.",
    )
    oidc_client: str = Field("", description="What this Stoep is called there (`client_id`).")
    oidc_secret: SecretStr = Field(
        SecretStr(""), description="The secret that belongs to it (`client_secret`)."
    )
    oidc_name: str = Field(
        "",
        max_length=60,
        description="Name of the provider, on the button. Empty: the host of its issuer.",
    )
    oidc_acr: str = Field(
        "",
        description="How strong a sign-in there has to be: words, separated by spaces, of which its"
        " `acr` or `amr` must have one (`mfa`). Empty: that is left to the provider.",
    )
    public_url: str = Field(
        "",
        pattern=r"^(|https?://\S+)$",
        description="Address at which people reach this Stoep: links in messages begin with it."
        " Empty: that of the web server.",
    )
    smtp_host: str = Field("", description="Mail server that takes our messages. Empty: none.")
    smtp_port: int = Field(587, description="Its port: 587 for starttls, 465 for tls.")
    smtp_tls: str = Field(
        "starttls",
        pattern=r"^(starttls|tls|none)$",
        description="How the way to it is protected: starttls, tls, or none (never with a user).",
    )
    smtp_user: str = Field(
        "",
        description="Our name there; its password: `stoep recipient mail-password`. Empty: none is"
        " asked.",
    )
    smtp_from: str = Field(
        "Stoep <stoep@localhost>", description="Sender of e-mail messages, as name <address>."
    )
    data_licence: str = Field(
        "",
        max_length=200,
        description="Licence of the numbers that this Stoep publishes (CC-BY-4.0), named in files"
        " and reports. Empty: they say that it is not stated.",
    )
    archive: Path | None = Field(
        None, description="Folder of the archive of closed days. Empty: `archive` in the home."
    )
    rate_per_minute: int = Field(
        6000,
        ge=0,
        description="How much one address may ask in a minute: most questions cost 1, a file or a"
        " trial 10, a tile 0.1. 0: no limit.",
    )
    security_contact: str = Field(
        "",
        pattern=r"^(|https://\S+|mailto:\S+|[^@\s]+@[^@\s]+)$",
        description="Whom to tell of a weakness, in `/.well-known/security.txt`: an e-mail address"
        " or a page at https://.",
    )
    security_until: date | None = Field(
        None,
        description="Until which day that is true (2027-06-30), at most a year ahead; without it"
        " there is no security.txt.",
    )
    metrics_key: SecretStr = Field(
        SecretStr(""),
        description="Key with which `/metrics` may be read (`Authorization: Bearer …`). Empty: by"
        " whoever reaches the server; it names no vehicle and nobody.",
    )
    timezone: str = Field("Europe/Amsterdam", description="Time zone in which days are counted.")
    log_level: str = Field("info", description="Least level that is logged: debug, info, warning.")
    log_format: str = Field("console", description="Shape of the log lines: console or json.")
    fetch_deadline_s: float = Field(
        20.0, description="Longest time for all requests of one poll together, in seconds."
    )
    fetch_max_bytes: int = Field(
        32 * 2**20,
        description="Largest decoded body of one feed file, all its pages together, in bytes.",
    )
    fetch_private_hosts: str = Field(
        "",
        description="Hosts of feeds that may be in a private network, and without TLS;"
        " separated by commas.",
    )
    raw_keep_h: int = Field(
        48, ge=0, description="Hours that bodies of feeds are kept as they came; 0: not at all."
    )
    raw_suspect_keep_days: int = Field(
        14,
        ge=1,
        description="Days that bodies of lists in quarantine are kept, and of those that cannot be"
        " read.",
    )
    stay_keep_months: int = Field(
        13,
        ge=0,
        description="Months that it is kept where a vehicle stood, from when to when; counts by"
        " area and quarter of an hour stay. 0: no term. Left out, it begins 30 days after it was"
        " first told in the log: see the guide to upgrading.",
    )
    push_keep_h: int = Field(
        168,
        ge=24,
        description="Hours that what operators push is kept word by word; later words about"
        " earlier moments are not applied.",
    )
    trip_keep_days: int = Field(
        28, ge=1, description="Days that the ends of single trips are kept."
    )
    flow_grids: str = Field(
        "district",
        pattern=r"^(district|h3)(, ?[^,=]+=(district|h3))*$",
        description="Grid in which flows are told: district or h3, and exceptions by municipality"
        " (`district,GM0599=h3`). One grid each: two over the same trips give single trips away.",
    )
    flow_k: int = Field(10, ge=5, description="Fewest trips of a flow that the public may see.")
    flow_k_own: int = Field(
        5, ge=3, description="Fewest trips of a flow that a municipality may see of its own area."
    )
    max_vehicles: int = Field(200_000, description="Most vehicles that one feed may list.")

    @cached_property
    def archive_path(self) -> Path:
        """The archive's folder as an absolute path."""
        return (self.archive or self.home / "archive").expanduser().resolve()

    @cached_property
    def home_path(self) -> Path:
        """The home as an absolute path."""
        return self.home.expanduser().resolve()
