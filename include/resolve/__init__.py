"""Who is who: persons behind accounts and SIMs, and which account a complaint means. Pure."""

from include.resolve.people import People, resolve_people
from include.resolve.repair import repair_mentions

__all__ = ["People", "repair_mentions", "resolve_people"]
