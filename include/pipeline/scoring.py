"""Scores accounts by the model in use, or by the rules where there is none, it is stale, or it fails its checks."""

import logging
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.graph.readings import WEIGHTS
from include.learn.additive import Floats, sigmoid
from include.learn.model import Model, from_json, object_to, object_to_scores
from include.warehouse.statements import read_statement

EXPLAIN_AT = 0.1
COLUMNS = ("account_id", "version", "score", "contributions")
LOG = logging.getLogger("rukkhat.model")


class Scoring:
    """A scorer for `build_network`; afterwards `rows` holds what the model added per suspect (network.account_score)."""

    def __init__(self, models: Sequence[Model] = ()) -> None:
        """Score by the first of these models whose scores may be used, or by the rules."""
        self.models = models
        self.rows = pd.DataFrame(columns=list(COLUMNS))

    def __call__(self, table: pd.DataFrame) -> Floats:
        """Return a score per row; the rules' own where no model's may be used."""
        rules = sigmoid(table.to_numpy(dtype="float64").sum(axis=1))
        for model in self.models:
            scores = model.additive.score(table)
            if objection := object_to_scores(scores, rules):
                LOG.warning("model %d is not used: %s", model.version, objection)
                continue
            self.rows = _explain(model, table, scores)
            return scores
        return rules


def open_scoring(connection: Connection, now: datetime) -> Scoring:
    """Return the scoring by the promoted models that pass their checks, the first first, else by the rules."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("network/model.frame"))
        rows = cursor.fetchall()
    models = []
    for version, method, trained_at, rules, parameters in rows:
        model = Model(version, method, trained_at, rules, from_json(parameters))
        if objection := object_to(model, WEIGHTS, now):
            LOG.warning("model %d is not used: %s", version, objection)
        else:
            models.append(model)
    return Scoring(models)


def _explain(model: Model, table: pd.DataFrame, scores: Floats) -> pd.DataFrame:
    shown = scores >= EXPLAIN_AT
    parts = model.additive.explain(table[shown])
    spoken = [
        {code: value for code, value in zip(parts.columns, row, strict=True) if value != 0.0}
        for row in np.asarray(parts).tolist()
    ]
    return pd.DataFrame(
        {
            "account_id": table.index[shown],
            "version": model.version,
            "score": scores[shown],
            "contributions": spoken,
        }
    )
