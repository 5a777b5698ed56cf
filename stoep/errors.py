"""Refusals by name: one sentence that says what is wrong, one that says what to do."""


class StoepError(Exception):
    """Anything Stoep refuses to do.

    `code` is a stable name for machines (a poll outcome, a problem type), `remedy` what the reader
    can do about it.
    """

    code = "error"

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class NotReady(StoepError):
    """The machine or the database lacks something that the command needs."""

    code = "not_ready"
