"""The wheel's build hook: the front-end bundle is built before the package is put together."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    """Builds the front end where its sources are at hand (not from a finished wheel)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundle unless it stands."""
        path = Path(self.root) / "scripts" / "build_assets.py"
        spec = importlib.util.spec_from_file_location("build_assets", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} cannot be loaded")
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.build()
