"""The backtest as lines to read, as JSON, and as a picture: money that can still be held against minutes of delay."""

from pathlib import Path

from include.backtest.replay import Result


def tell(result: Result) -> str:
    """Return one line: what was held of what an oracle could have held, how pure, and whom it hit."""
    return (
        f"{result.minutes:>5} min  {result.policy:<9} held {_share(result.held, result.possible):.3f} of what could be held"
        f" ({_share(result.held, result.lost):.3f} of the loss, an oracle {_share(result.possible, result.lost):.3f});"
        f" {_share(result.held, result.proposed):.3f} of what was proposed is the victim's;"
        f" innocents: {_share(result.innocent_proposals, result.proposals):.3f} of {result.proposals} proposals,"
        f" {_share(result.innocent, result.proposed):.4f} of the money"
    )


def to_row(result: Result) -> dict[str, str | int | float]:
    """Return the figures, money in THB."""
    return {
        "policy": result.policy,
        "minutes": result.minutes,
        "lost": result.lost / 100,
        "possible": result.possible / 100,
        "held": result.held / 100,
        "proposed": result.proposed / 100,
        "proposals": result.proposals,
        "innocent_proposals": result.innocent_proposals,
        "innocent": result.innocent / 100,
    }


def draw(results: list[Result], path: Path) -> None:
    """Write the picture as SVG: one line per policy, and the oracle's."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    by_policy = {
        policy: [r for r in results if r.policy == policy] for policy in dict.fromkeys(r.policy for r in results)
    }
    first = next(iter(by_policy.values()))
    minutes = [result.minutes for result in first]
    axes.plot(minutes, [100 * _share(r.possible, r.lost) for r in first], "k--", label="what an oracle could hold")
    for policy, rows in by_policy.items():
        axes.plot(minutes, [100 * _share(r.held, r.lost) for r in rows], marker="o", label=policy)
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xticks(minutes, [str(minute) for minute in minutes])
    axes.set_ylim(0, 100)
    axes.set_xlabel("minutes from the report to the hold")
    axes.set_ylabel("% of the victims' loss held")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
