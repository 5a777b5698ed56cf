"""The page of docs/settings.md, made from the settings themselves."""

from pydantic import SecretStr

from stoep.settings import Settings

HEAD = """# Settings

Read from the environment with the prefix `STOEP_`, or from a file `.env` in the working folder.
This page is made from `stoep/settings.py`: `python -m stoep.settings_page > docs/settings.md`.

| setting | default | meaning |
|---|---|---|
"""


def page() -> str:
    """Every setting with its default and meaning, as Markdown."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = "" if field.default is None else field.default
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        shown = f"`{value}`" if str(value) else "empty"
        rows.append(f"| `STOEP_{name.upper()}` | {shown} | {field.description} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(page(), end="")
