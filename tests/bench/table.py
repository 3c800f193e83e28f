"""What was measured, beside what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement and the most that it should be."""

    name: str
    value: float
    most: float

    def __str__(self) -> str:
        sign = " " if self.value <= self.most else "!"
        return f"{sign} {self.name:44} {self.value:10.2f}   at most {self.most:g}"
