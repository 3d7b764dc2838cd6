"""The parameters of probabilistic linkage: what agreement on a name, phone, device or province says, in shares.

m: share among pairs of one person, u: among random pairs (Fellegi and Sunter, 1969). Frequent values (a shop's number, a
common name) say less; their frequency is a parameter too, so that a run of one hour weighs as a run of everything.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

FREQUENT = {"thai": "name", "phone": "phone", "device": "device", "province": "province"}  # column: comparison
DEFAULT_LEVELS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "name": (
        ("same name", 0.90, 2e-5),
        ("one letter off", 0.04, 2e-6),
        ("same in Latin letters", 0.02, 4e-7),
        ("given name only", 0.015, 2e-3),
        ("family name only", 0.015, 2e-3),
        ("different names", 0.01, 0.996),
    ),
    "document": (("same document", 0.90, 1e-5), ("different documents", 0.10, 0.99999)),
    "phone": (("same phone", 0.60, 2e-5), ("different phones", 0.40, 0.99998)),
    "device": (("same device", 0.70, 2e-5), ("different devices", 0.30, 0.99998)),
    "province": (("same province", 0.85, 0.10), ("different provinces", 0.15, 0.90)),
}
DEFAULT_PRIOR = 2e-5
LEAST_FREQUENCY = {"thai": 1e-5, "phone": 1e-5, "device": 1e-5, "province": 0.05}


@dataclass(frozen=True)
class Model:
    """`levels`: comparison to (label, m, u) from most to least alike, `prior`: share of random pairs that are one person.

    `frequency`: column to value to share of the persons who bear it, the frequent ones only; `least_frequency` is that of
    all others. `version` 0 is the default that ships.
    """

    levels: dict[str, tuple[tuple[str, float, float], ...]] = field(default_factory=lambda: dict(DEFAULT_LEVELS))
    prior: float = DEFAULT_PRIOR
    frequency: dict[str, dict[str, float]] = field(default_factory=dict)
    least_frequency: dict[str, float] = field(default_factory=lambda: dict(LEAST_FREQUENCY))
    version: int = 0

    def to_parameters(self) -> dict[str, Any]:
        """Return what is stored, as JSON takes it."""
        return {name: value for name, value in asdict(self).items() if name != "version"}


def read_parameters(stored: dict[str, Any], version: int) -> Model:
    """Return the model of stored parameters."""
    levels = {
        name: tuple((str(label), float(m), float(u)) for label, m, u in rows) for name, rows in stored["levels"].items()
    }
    return Model(levels, stored["prior"], stored["frequency"], stored["least_frequency"], version)
