"""Why a module is not accepted: by name, with the file and the place in it."""

from stoep.errors import StoepError


class BadManifest(StoepError):
    """`module.toml` says something that cannot be; `where` is the key."""

    code = "bad_manifest"

    def __init__(self, where: str, sentence: str, remedy: str = "") -> None:
        super().__init__(f"module.toml, {where}: {sentence}", remedy)
        self.where = where


class OtherContract(BadManifest):
    """The module is written for another version of the contract."""

    code = "other_contract"


class BadParameter(StoepError):
    """A value that a parameter cannot have; `name` is the parameter."""

    code = "bad_parameter"

    def __init__(self, name: str, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{name}: {sentence}", remedy)
        self.name = name
