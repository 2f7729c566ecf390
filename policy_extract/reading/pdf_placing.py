"""Turns the coordinates of a PDF page into those of the page as it is seen (页面坐标)."""

from __future__ import annotations

Matrix = tuple[float, float, float, float, float, float]
"""Transformation of coordinates: x' = ax + cy + e, y' = bx + dy + f."""


class Placing:
    """Turns coordinates of a page into those of the page as it is seen (页面旋转)."""

    def __init__(self, box: tuple[float, float, float, float], turns: int) -> None:
        """`box`: left, bottom, right, top of the visible page; `turns`: quarter turns clockwise."""
        self.left, self.bottom, self.right, self.top = box
        self.turns = turns % 4
        self.upright = self.turns == 0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point from the top left of the page as it is seen."""
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        if self.turns == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def place(
        self, x: float, y: float, west: float, south: float, east: float, north: float
    ) -> tuple[float, float, float, float]:
        """Left, right, baseline and height of a character by its origin and box."""
        ax, ay = self.point(west, south)
        bx, by = self.point(east, north)
        _, base = self.point(x, y)
        return min(ax, bx), max(ax, bx), base, abs(by - ay)
