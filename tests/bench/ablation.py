"""`make ablation`: what each part of the design adds, what each missing feed costs, and whether scores mean what they say.

Writes the tables and the plot of docs/quality.md, all measured on SCENES (style:seed, by blanks) at SCALE. The model is learnt
on the whole evidence of each scene as the train DAG does; the truth is opened only to rate what came out.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from include.evaluation.baseline import Guess, guess_baseline
from include.evaluation.calibration import bin_scores, expect_error
from include.evaluation.inputs import Frames
from include.evaluation.report import measure_guess
from include.graph import Network, build_network
from include.graph.network import SEED
from include.graph.reach import read_signals
from include.learn.additive import Additive
from include.learn.examples import make_examples
from include.learn.judging import CALIBRATED, LEARNT, RULES, Verdict, fit_candidates, judge
from include.runner.state import PROJECT
from tests.bench.plot import draw_reliability
from tests.bench.scenes import Scene, open_scene
from tests.bench.variants import Given, Variant, give, list_missing, list_parts

SCENES = os.environ.get("SCENES", "hubs:303 ordinary:301 sparse:304 slow:302 shift:305")
ABLATED = int(os.environ.get("ABLATED", "2"))
SCALE = float(os.environ.get("SCALE", "0.5"))
HOME = Path(os.environ.get("RUKKHAT_HOME", str(PROJECT / ".rukkhat"))) / "scenes"
PAGE = PROJECT / "docs/quality.md"
MODEL_HEAD = """\
| scene | model | AP against the truth | later complaints: AP | log loss | its rival's | promoted | reason |
|---|---|---|---|---|---|---|---|"""
FIGURES = ("ap", "precision", "recall", "unnamed", "innocents", "gangs", "ece")
HEADS = ("average precision", "precision", "recall", "recall, never named", "innocents per 1,000", "gangs F1", "ECE")


@dataclass(frozen=True)
class Learnt:
    """What was learnt on one scene: models by method, and the verdicts on them."""

    models: dict[str, Additive]
    verdicts: list[Verdict]


def learn(given: Given) -> Learnt:
    """Learn as the train DAG does."""

    def read(evidence: object, payments: pd.DataFrame) -> pd.DataFrame:
        return read_signals(evidence, given.people, payments, SEED)  # type: ignore[arg-type]

    examples = make_examples(given.evidence, given.payments, read)
    models = fit_candidates(examples.earlier)
    return Learnt(models, judge(examples, models))


def build(given: Given, model: Additive) -> Network:
    """Build the network with the model's scores."""
    return build_network(given.evidence, given.people, given.payments, scorer=model.score)


def to_guess(network: Network, given: Given) -> Guess:
    """Bring the network into the shape in which all guesses are rated."""
    accounts = given.evidence.accounts.set_index("account_id")
    keys = accounts["bank_code"].astype(str) + ":" + accounts["account_no"].astype(str)
    numbers = given.evidence.phones.set_index("phone_id")["msisdn"]
    found, phones = network.account_risk, network.phone_risk
    members = network.gang_member[network.gang_member["node_type"].isin(["account", "phone"])]
    return Guess(
        found.assign(key=found["account_id"].map(keys), score=found["mule_score"])[["key", "score", "is_flagged"]],
        phones.assign(key=phones["phone_id"].map(numbers), score=phones["scam_score"])[["key", "score", "is_flagged"]],
        members.rename(columns={"node_key": "key"})[["gang_id", "key"]],
    )


def rate(guess: Guess, truth: Frames) -> dict[str, float]:
    """Return FIGURES."""
    lines = {line.subject: line.figures for line in measure_guess(guess, truth)}
    found = lines["mule accounts"]
    return {
        "ap": found["average_precision"],
        "precision": found["precision"],
        "recall": found["recall"],
        "unnamed": lines["unnamed mules"]["recall"],
        "innocents": lines["innocents flagged"]["per_1000"],
        "gangs": lines["gangs"]["f1"],
        "ece": lines["calibration, mule accounts"]["ece"],
    }


def compare(given: Given, model: Additive, truth: Frames, variants: list[Variant]) -> dict[str, dict[str, float]]:
    """Rate each variant under the model that was learnt on the whole evidence."""
    rows = {}
    for variant in variants:
        with variant.apply():
            changed = variant.change(given)
            rows[variant.name] = rate(to_guess(build(changed, model), changed), truth)
        print(f"  {variant.name}: {rows[variant.name]}", flush=True)
    return rows


def score_truth(guess: Guess, truth: Frames) -> pd.DataFrame:
    """Return score and is_guilty of every true account."""
    seen = truth["accounts"].merge(guess.accounts, on="key", how="left")
    return pd.DataFrame({"score": seen["score"].fillna(0.0), "is_guilty": seen["is_mule"] == "1"})


@dataclass
class Found:
    """What was measured so far, scene by scene."""

    scores: dict[str, list[pd.DataFrame]]
    models: list[str]
    parts: list[dict[str, dict[str, float]]]
    missing: list[dict[str, dict[str, float]]]


def main() -> None:
    """Make and load the scenes, measure one after the other, and bring the page up to date after each."""
    scenes = [name.split(":") for name in SCENES.split()]
    for style, seed in scenes:
        open_scene(HOME, style, int(seed), SCALE)
    found = Found({RULES: [], CALIBRATED: [], LEARNT: []}, [], [], [])
    for number, (style, seed) in enumerate(scenes):
        measure_scene(open_scene(HOME, style, int(seed), SCALE), found, is_ablated=number < ABLATED)
        write_page(found, " ".join(":".join(scene) for scene in scenes[: number + 1]))


def measure_scene(scene: Scene, found: Found, *, is_ablated: bool) -> None:
    """Learn on a scene, hold what was learnt against its truth, and leave out one part after the other."""
    given = give(scene.evidence)
    learnt = learn(given)
    for method, model in learnt.models.items():
        guess = to_guess(build(given, model), given)
        found.scores[method].append(score_truth(guess, scene.truth))
        found.models += [
            render_model(scene.name, verdict, rate(guess, scene.truth)["ap"])
            for verdict in learnt.verdicts
            if verdict.method == method
        ]
    print(*found.models[-2:], sep="\n", flush=True)
    if is_ablated:
        model = learnt.models[CALIBRATED]
        base = {"baseline: named, two hops, shared": rate(guess_baseline(vars(scene.evidence)), scene.truth)}
        found.parts.append(compare(given, model, scene.truth, list_parts()) | base)
        found.missing.append(compare(given, model, scene.truth, list_missing()))


def write_page(found: Found, scenes: str) -> None:
    """Bring tables and plot up to date."""
    pooled = {name: pd.concat(frames) for name, frames in found.scores.items()}
    ablated = " ".join(scenes.split()[: len(found.parts)])
    write(PAGE, "models", scenes, "\n".join([MODEL_HEAD, *found.models]))
    write(PAGE, "reliability", scenes, render_reliability(pooled))
    if found.parts:
        write(PAGE, "ablation", ablated, render_table("without", found.parts))
        write(PAGE, "missing", ablated, render_table("missing feed", found.missing))
    bins = {name: bin_scores(rows["score"], rows["is_guilty"]) for name, rows in pooled.items()}
    (PAGE.parent / "reliability.svg").write_text(draw_reliability(bins), encoding="utf-8")


def render_model(scene: str, verdict: Verdict, true: float) -> str:
    """Return the row of a model: what the judge found on later complaints, and how it ranks the truth."""
    told = verdict.metrics
    return (
        f"| {scene} | {verdict.method} | {true:.4f} | {told['average_precision']:.3f} | {told['log_loss']:.5f} |"
        f" {told['rival_log_loss']:.5f} | {'yes' if verdict.is_promoted else 'no'} | {verdict.reason} |"
    )


def render_reliability(pooled: dict[str, pd.DataFrame]) -> str:
    """Return the expected calibration error of each way to score, and the bins of the calibrated rules."""
    lines = ["| scores | ECE | ECE of those at 0.1 and above | Brier |", "|---|---|---|---|"]
    for name, rows in pooled.items():
        high = rows[rows["score"] >= 0.1]
        brier = ((rows["score"] - rows["is_guilty"]) ** 2).mean()
        errors = [expect_error(bin_scores(part["score"], part["is_guilty"])) for part in (rows, high)]
        lines.append(f"| {name} | {errors[0]:.4f} | {errors[1]:.4f} | {brier:.5f} |")
    bins = {name: bin_scores(rows["score"], rows["is_guilty"]).set_index("low") for name, rows in pooled.items()}
    lines += [
        "",
        "| score | rules: accounts | mean score | guilty | calibrated: accounts | mean score | guilty |",
        "|---|---|---|---|---|---|---|",
    ]
    for place in range(10):
        cells = [_tell_bin(bins[name], place / 10) for name in (RULES, CALIBRATED)]
        lines.append(f"| {place / 10:.1f} to {(place + 1) / 10:.1f} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def render_table(head: str, scenes: list[dict[str, dict[str, float]]]) -> str:
    """Return the mean of FIGURES over the scenes, a row per variant."""
    lines = [f"| {head} | {' | '.join(HEADS)} |", "|---" * (len(HEADS) + 1) + "|"]
    for name in scenes[0] if scenes else ():
        mean = pd.DataFrame([rows[name] for rows in scenes]).mean()
        cells = [f"{mean[figure]:.2f}" if figure == "innocents" else f"{mean[figure]:.4f}" for figure in FIGURES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write(page: Path, part: str, scenes: str, text: str) -> None:
    """Replace what stands between a part's markers.

    Raises:
        ValueError: the page has no such part.
    """
    begin, end = f"<!-- {part}: written by `make ablation` -->", f"<!-- {part}: end -->"
    content = page.read_text(encoding="utf-8")
    if begin not in content:
        raise ValueError(f"{page.name} has no part {part}")
    stamp = f"Measured on {datetime.now(UTC):%Y-%m-%d}, scenes {scenes}, scale {SCALE:g}."
    body = f"{begin}\n\n{stamp}\n\n{text}\n\n{end}"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    page.write_text(re.sub(pattern, lambda _: body, content, flags=re.DOTALL), encoding="utf-8")


def _tell_bin(bins: pd.DataFrame, low: float) -> str:
    if low not in bins.index:
        return "0 | | "
    row = bins.loc[low]
    return f"{row['count']:.0f} | {row['score']:.3f} | {row['share']:.3f}"


if __name__ == "__main__":
    main()
