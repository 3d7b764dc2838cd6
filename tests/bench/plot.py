"""Plots: of all that score so much, how many are guilty; and what a size takes. SVG of lines and dots, nothing else."""

import pandas as pd

SIZE, EDGE = 320, 46
COLOURS = ("#b0413e", "#1f6f8b", "#7a8f3c")


def draw_reliability(bins: dict[str, pd.DataFrame]) -> str:
    """Return an SVG with a line per name; `bins` as of `include.evaluation.calibration`."""
    width = SIZE + EDGE + 170
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {SIZE + 2 * EDGE}" font-family="sans-serif" font-size="12">',
        "<title>Reliability: share of guilty accounts by score</title>",
        f'<rect x="{EDGE}" y="{EDGE // 2}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>',
        f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">score</text>',
        f'<text x="12" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 12 {_y(0.5)})">share that is guilty</text>',
    ]
    for tick in (0.0, 0.5, 1.0):
        parts.append(f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{EDGE - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    for number, (name, rows) in enumerate(bins.items()):
        parts += _draw_line(rows, COLOURS[number % len(COLOURS)])
        parts.append(
            f'<text x="{_x(1) + 14}" y="{EDGE + 20 * number}" fill="{COLOURS[number % len(COLOURS)]}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def draw_growth(series: dict[str, list[tuple[float, float]]]) -> str:
    """Return an SVG with a line per name: seconds over millions of transfers, both from nothing."""
    width, most = SIZE + EDGE + 170, [max(point[axis] for row in series.values() for point in row) for axis in (0, 1)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {SIZE + 2 * EDGE}" font-family="sans-serif" font-size="12">',
        "<title>Seconds by millions of transfers</title>",
        f'<rect x="{EDGE}" y="{EDGE // 2}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>',
        f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">million transfers</text>',
        f'<text x="12" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 12 {_y(0.5)})">seconds</text>',
    ]
    for tick in (0.0, 0.5, 1.0):
        parts.append(f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor="middle">{tick * most[0] / 1e6:.2g}</text>')
        parts.append(f'<text x="{EDGE - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick * most[1]:.0f}</text>')
    for number, (name, points) in enumerate(series.items()):
        shares = [(x / most[0], y / most[1]) for x, y in points]
        colour = COLOURS[number % len(COLOURS)]
        parts += _draw_line(pd.DataFrame(shares, columns=["score", "share"]), colour)
        parts.append(f'<text x="{_x(1) + 14}" y="{EDGE + 20 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _draw_line(rows: pd.DataFrame, colour: str) -> list[str]:
    points = [(_x(score), _y(share)) for score, share in zip(rows["score"], rows["share"], strict=True)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>', *dots]


def _x(value: float) -> float:
    return EDGE + SIZE * value


def _y(value: float) -> float:
    return EDGE / 2 + SIZE * (1 - value)
