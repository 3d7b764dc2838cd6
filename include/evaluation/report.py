"""Holds the mart against the truth: every measure is a line for people and figures for programs."""

from collections.abc import Callable, Iterator

import pandas as pd

from include.evaluation.baseline import Guess
from include.evaluation.calibration import rate_calibration
from include.evaluation.fairness import Line, tell_fairness, tell_innocents
from include.evaluation.identity import rate_identity
from include.evaluation.inputs import Frames, read_mart, read_truth
from include.evaluation.metrics import (
    rate_accounting,
    rate_agreement,
    rate_detection,
    rate_links,
    rate_money,
    rate_rows,
)

__all__ = ["Line", "measure_baseline", "measure_guess", "measure_mart", "print_report", "read_mart", "read_truth"]
Print = Callable[[str], None]


def print_report(mart: Frames, truth: Frames, show: Print) -> None:
    """Print all measures that the truth allows."""
    for line in measure_mart(mart, truth):
        show(line.text)


def measure_mart(mart: Frames, truth: Frames) -> Iterator[Line]:
    """Measure everything that the mart says: accounts, phones, gangs, money, files, quarantine."""
    yield from _measure_accounts(mart["accounts"], truth)
    yield from _measure_phones(mart["phones"], truth)
    yield from _measure_gangs(mart["members"], truth)
    yield _measure_money(mart["proposals"], truth)
    if "persons" in mart and {"record_key", "person_id"} <= set(truth.get("persons", ())):
        rated = rate_identity(mart["persons"], truth["persons"])
        yield Line("persons", {name: float(value) for name, value in vars(rated).items()}, rated.text)
    if "files" in truth:
        yield _measure_files(mart["files"], truth["files"])
    if "dirt" in truth:
        yield _measure_quarantine(mart["quarantine"], truth["dirt"])


def measure_guess(guess: Guess, truth: Frames) -> Iterator[Line]:
    """Measure scores, flags and groups, wherever they come from."""
    yield from _measure_accounts(guess.accounts, truth)
    yield from _measure_phones(guess.phones, truth)
    yield from _measure_gangs(guess.members, truth)


def measure_baseline(guess: Guess, truth: Frames) -> Iterator[Line]:
    """Measure the baseline's guess as the mart is measured; each line says so."""
    for line in measure_guess(guess, truth):
        yield Line(f"baseline {line.subject}", line.figures, f"baseline, {line.text}")


def _measure_accounts(found: pd.DataFrame, truth: Frames) -> Iterator[Line]:
    seen = truth["accounts"].merge(found.drop(columns="gang_id", errors="ignore"), on="key", how="left")
    flagged, mule = seen["is_flagged"].eq(True), seen["is_mule"] == "1"
    yield from _tell_detection("mule accounts", seen["score"].fillna(0.0).astype(float), flagged, mule)
    if "is_named" in seen:
        unnamed = mule & (seen["is_named"] == "0")
        recall = _share(flagged & unnamed, unnamed)
        figures = {"recall": recall, "true": int(unnamed.sum())}
        yield Line("unnamed mules", figures, f"mule accounts never named: recall {recall:.3f} of {figures['true']}")
    if "tier" in seen:
        for tier, group in flagged[mule & (seen["tier"] != "")].groupby(seen["tier"]):
            figures = {"recall": float(group.mean()), "true": len(group)}
            yield Line(
                f"mules, tier {tier}", figures, f"mule accounts, tier {tier}: recall {group.mean():.3f} of {len(group)}"
            )
    yield from _tell_calibration("mule accounts", seen["score"].fillna(0.0).astype(float), mule)
    yield tell_innocents("innocents flagged", flagged[~mule])
    yield from tell_fairness(seen[~mule].assign(is_flagged=flagged[~mule]))


def _tell_detection(subject: str, score: pd.Series, flagged: pd.Series, guilty: pd.Series) -> Iterator[Line]:
    rated = rate_detection(score, flagged, guilty)
    figures = {
        "precision": rated.precision,
        "recall": rated.recall,
        "average_precision": rated.average_precision,
        "flagged": rated.flagged,
        "true": rated.guilty,
    }
    yield Line(
        subject,
        figures,
        f"{subject}: precision {rated.precision:.3f}  recall {rated.recall:.3f}  "
        f"average precision {rated.average_precision:.3f}  ({rated.flagged} flagged, {rated.guilty} true)",
    )


def _tell_calibration(subject: str, score: pd.Series, guilty: pd.Series) -> Iterator[Line]:
    """The expected calibration error, and each bin: how many, what they score, how many of them are guilty."""
    rated = rate_calibration(score, guilty)
    figures = {"ece": rated.error, "suspect_ece": rated.suspect_error, "brier": rated.brier}
    text = f"calibration of {subject}: expected error {rated.error:.4f}, {rated.suspect_error:.4f} among those that score at least 0.1"
    yield Line(f"calibration, {subject}", figures, text)
    for row in rated.bins.itertuples(index=False):
        values = {"count": float(row.count), "score": float(row.score), "share": float(row.share)}  # type: ignore[arg-type]
        span = f"{row.low:.1f} to {row.high:.1f}"
        yield Line(
            f"calibration, {subject}, {span}",
            values,
            f"  {span}: {values['count']:.0f} score {values['score']:.3f} in the mean, {values['share']:.3f} are guilty",
        )


def _measure_phones(found: pd.DataFrame, truth: Frames) -> Iterator[Line]:
    guilty = truth["phones"].drop_duplicates("key").drop(columns="gang_id")
    shown = found[~found["key"].isin(truth["hidden"]["key"])].drop(columns="gang_id", errors="ignore")
    seen = guilty.merge(shown, on="key", how="outer")
    flagged, is_guilty = seen["is_flagged"].eq(True), seen["role"].notna()
    score = seen["score"].fillna(0.0).astype(float)
    yield from _tell_detection("phones", score, flagged, is_guilty)
    yield from _tell_calibration("phones", score, is_guilty)
    for role, group in flagged[is_guilty].groupby(seen["role"]):
        figures = {"recall": float(group.mean()), "true": len(group)}
        yield Line(f"phones, {role}", figures, f"phones, {role}: recall {group.mean():.3f} of {len(group)}")
    if "decoy_phones" in truth:
        decoys = truth["decoy_phones"].rename(columns={"msisdn": "key"}).merge(shown, on="key", how="left")
        for kind, group in decoys["is_flagged"].eq(True).groupby(decoys["decoy"]):
            yield tell_innocents(f"innocent phones flagged, {kind}", group)


def _measure_gangs(members: pd.DataFrame, truth: Frames) -> Iterator[Line]:
    accounts = truth["accounts"].query("is_mule == '1' and gang_id != ''")[["key", "gang_id"]]
    phones = truth["phones"].query("gang_id != ''")
    placed = pd.concat([accounts, phones[["key", "gang_id"]]]).drop_duplicates("key").set_index("key")["gang_id"]
    found = members.drop_duplicates("key").set_index("key")["gang_id"]
    agreed = rate_agreement(found, placed)
    yield Line(
        "gangs",
        {"precision": agreed.precision, "recall": agreed.recall, "f1": agreed.f1},
        f"gangs: B-cubed precision {agreed.precision:.3f}  recall {agreed.recall:.3f}  F1 {agreed.f1:.3f}",
    )
    callers = phones[phones["role"].isin(["CALLER", "SPOOFED"])][["key", "gang_id"]]
    share, gangs = rate_links(members, accounts, callers), accounts["gang_id"].nunique()
    text = f"gangs linked (most mules and three callers in one found gang): {share:.3f} of {gangs}"
    yield Line("gangs linked", {"share": share, "gangs": gangs}, text)


def _measure_money(proposals: pd.DataFrame, truth: Frames) -> Line:
    lay = truth["taint"].assign(amount=truth["taint"]["amount_at_report"].astype(float))
    mules = frozenset(pd.concat([truth["accounts"], truth["hidden"]]).query("is_mule == '1'")["key"])
    rated = rate_money(
        proposals.assign(amount=proposals["amount"].astype(float)), lay[["complaint_id", "key", "amount"]], mules
    )
    text = (
        f"money: proposals cover {rated.covered:.3f} of what lay there; {rated.pure:.3f} of what is proposed is the "
        f"victim's; {rated.innocent_rows:.3f} of {rated.proposals} proposals hit innocents, "
        f"{rated.innocent_money:.4f} of the money"
    )
    return Line("money", {name: float(value) for name, value in vars(rated).items()}, text)


def _measure_files(found: pd.DataFrame, truth: pd.DataFrame) -> Line:
    rated = rate_accounting(found, truth)
    text = f"ingest: {rated.exact} of {rated.files} files accounted for exactly"
    wrong = f"; not: {', '.join(rated.wrong[:5])}" if rated.wrong else ""
    return Line("ingest", {"exact": rated.exact, "files": rated.files}, text + wrong)


def _measure_quarantine(found: pd.DataFrame, dirt: pd.DataFrame) -> Line:
    planted = dirt[dirt["kind"] == "bad"]
    rated = rate_rows(found, planted)
    text = f"quarantine: precision {rated.precision:.4f}  recall {rated.recall:.4f} of {len(planted)} planted rows"
    return Line("quarantine", {"precision": rated.precision, "recall": rated.recall, "planted": len(planted)}, text)


def _share(hits: pd.Series, of: pd.Series) -> float:
    return float(hits.sum() / of.sum()) if of.sum() else 0.0
