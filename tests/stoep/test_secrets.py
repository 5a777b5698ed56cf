"""No secret is in the repository: every file of it is looked through."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOOKS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "AWS key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b",
    "GitLab token": r"\bglpat-[A-Za-z0-9_-]{20,}\b",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "key of ours": r"\bstoep_[A-Za-z0-9_-]{43}\b",
    "token with claims": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "address with a password": r"\b(postgres(ql)?|https?|smtps?|ftp)://[\w.-]+:[\w.!%*-]+@",
}
KNOWN = {"user:secret@", "user:pass@", "user:password@"}
"""What tests and docs write where an address should be refused."""


def found_in(text: str) -> list[str]:
    """What looks like a secret, by name."""
    return [
        f"{name}: {hit[0][:30]}"
        for name, pattern in LOOKS.items()
        for hit in re.finditer(pattern, text)
        if not any(hit[0].endswith(known) for known in KNOWN)
    ]


def tracked() -> list[Path]:
    """Every file that git knows, or would take."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone: no list of files to look through")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_holds_a_secret() -> None:
    files = tracked()
    assert len(files) > 100
    hits = {
        str(file.relative_to(ROOT)): hits
        for file in files
        if (hits := found_in(file.read_bytes().decode(errors="replace")))
    }
    assert hits == {}


@pytest.mark.parametrize(
    "secret",
    ["-----BEGIN " + "RSA PRIVATE KEY-----", "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a" * 36,
     "stoep_" + "x" * 43, "postgresql://" + "stoep:hunter2@db/stoep", "xoxb-" + "1" * 12],
)  # fmt: skip
def test_a_secret_would_be_found(secret: str) -> None:
    assert found_in(f"key = {secret}\n") != []
