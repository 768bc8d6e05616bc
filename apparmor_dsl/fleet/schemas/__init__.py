"""The JSON Schemas of the formats, for editors and other tools; the front ends hold a file to the same form."""

from pathlib import Path
from typing import Final

NAMES: Final = ("fleet", "phoenix")


def schema_path(name: str) -> Path:
    """Where the schema is; `phoenix` refers to `fleet`, which lies beside it."""
    return Path(__file__).with_name(f"{name}.schema.json")
