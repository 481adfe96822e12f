"""Building, again and again: what is stale is made, what somebody typed into is kept, what departments get is recorded.

    ledger + manifest → candidates (each with why it is stale) → fill → layout → bytes → journal → file → manifest

One run at a time works in a workspace. Each file is replaced whole, after the journal says so; the manifest comes
last, so a run that is killed at any moment is finished by the next one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator.building.beginning import build, nothing

if TYPE_CHECKING:
    from generator.building.distributing import distribute
    from generator.building.putting import EDITED
    from generator.building.reporting import status

__all__ = ["EDITED", "build", "distribute", "nothing", "status"]

HOMES = {"distribute": "distributing", "EDITED": "putting", "status": "reporting"}


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"generator.building.{HOMES[name]}"), name)
