"""How a section prints: a heading, figures, and figures beside their goals."""

import os
from collections.abc import Sequence

MEBIBYTE = 1024 * 1024


def heading(text: str) -> None:
    """Begin a section; the load says how far its figures can be trusted."""
    print(f"\n== {text}\n   load average {load()}", flush=True)


def figure(name: str, value: str, goal: str = "") -> None:
    """One line. ``goal`` in words, empty where there is none."""
    print(f"   {name:<44} {value}{f'   (goal {goal})' if goal else ''}", flush=True)


def judged(name: str, value: float, most: float, unit: str) -> None:
    """A figure that shall be at most ``most``."""
    word = "met" if value <= most else "MISSED"
    figure(name, f"{value:.4g} {unit}".rstrip(), f"≤ {most:g} {unit}".rstrip() + f": {word}")


def note(text: str) -> None:
    """A sentence that explains figures."""
    print(f"   {text}", flush=True)


def load() -> str:
    """The machine's load over 1, 5 and 15 minutes."""
    return " ".join(f"{figure:.2f}" for figure in os.getloadavg())


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` of the values do not exceed (nearest rank). Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
