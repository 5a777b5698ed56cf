"""Who acts: the name that goes with each change, remembered by this browser."""

import dash_mantine_components as dmc


def who_field(page: str, label: str, note: str) -> dmc.TextInput:
    """The field `<page>-who`, with what it asks and a note below that."""
    return dmc.TextInput(
        id=f"{page}-who",
        label=label,
        description=note,
        persistence=True,
        persistence_type="local",
        autoComplete="name",
        attributes={"input": {"maxLength": 80}},
        size="sm",
    )
