"""`stoep recipient` as people type it; what is secret is never shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from stoep.cli import app
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import drawing

Say = Callable[..., Result]
HERE = "GM9998"
WHO = ["--city", HERE, "--by", "A. Official"]
SECRET = "a secret of sixteen"
HOOK = ["--kind", "webhook", "--address", "https://zilt.example/hook"]
MAIL = ["--kind", "email", "--address", "ops@zilt.example"]


@pytest.fixture
def say(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    with drawing(address) as world:
        world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["recipient", *words], input=typed)

    yield run
    configure(Settings(log_level="error"))


def test_a_recipient_from_added_to_removed(say: Say, address: str) -> None:
    added = say(
        "add", "zilt", *WHO, *HOOK, "--about", "messages", "--about", "in_force",
        "--quiet", "22:00-07:00", "--digest", "18:30", "--language", "en", typed=SECRET + "\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    listed = say("list", "--city", HERE).output
    for words in ("zilt", "messages, in_force", "22:00-07:00", "18:30", "A. Official"):
        assert words in listed
    assert say("secret", "zilt", "--city", HERE, typed="another one of sixteen\n").exit_code == 0
    assert say("mail-password", typed="hush\n").exit_code == 0
    told = "".join([added.output, listed, say("messages", "--city", HERE).output])
    with psycopg.connect(address) as connection:
        rows = connection.execute("select name, sealed from notice_secret order by name").fetchall()
    assert [name for name, _ in rows] == ["smtp", "webhook 1"]
    for hush in (SECRET, "another one of sixteen", "hush"):
        assert hush not in told
        assert all(hush.encode() not in bytes(sealed) for _, sealed in rows)
    assert say("remove", "zilt", *WHO).exit_code == 0
    assert "zilt" not in say("list", "--city", HERE).output


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["add", "zilt", *WHO, *HOOK], "short\n", "too short"),
        (["add", "zilt", *WHO, *MAIL, "--quiet", "22:00"], "", "is no hour"),
        (["add", "zilt", *WHO, *MAIL, "--language", "fr"], "", "There is no 'fr'"),
        (["add", "zilt", *WHO, "--kind", "email", "--address", "x"], "", "no e-mail address"),
        (["remove", "zilt", *WHO], "", "no recipient zilt"),
        (["secret", "zilt", "--city", HERE], "a secret of sixteen\n", "no webhook zilt"),
        (["list", "--city", "nowhere"], "", "no municipality"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    say: Say, words: list[str], typed: str, sentence: str
) -> None:
    refused = say(*words, typed=typed)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Traceback" not in refused.output
    # A webhook without a secret is not there at all.
    assert "zilt" not in (say("list", "--city", HERE).output if words[0] == "add" else "")
