"""Reading what the field knows: the lists that stand as data in `lists/`, each with its source."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml


def read_list(name: str) -> Any:
    """What `lists/NAME.yaml` says; whoever asks keeps it."""
    text = resources.files("xiangxian").joinpath(f"lists/{name}.yaml").read_text("utf-8")
    return yaml.safe_load(text)
