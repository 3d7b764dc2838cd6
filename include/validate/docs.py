"""Data Docs from stored counts: results of Great Expectations without values, pages that call nothing outside."""

import os
import shutil
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from include.core.contract import Feed
from include.validate.project import SITE, SOURCE
from include.validate.site import make_self_contained
from include.validate.suite import list_checks, name_suite

PROJECT = Path(__file__).resolve().parents[2] / "gx"


def open_context(home: Path) -> Any:
    """Return the project's data context with its stores and site below `home`; nothing is written into the project."""
    os.environ["GX_ANALYTICS_ENABLED"], os.environ["RUKKHAT_HOME"] = "false", str(home)
    import great_expectations as gx

    folder = home / "gx" / "project"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("uncommitted"))
    return gx.get_context(mode="file", context_root_dir=folder)


def find_site(home: Path) -> Path:
    """Return the folder of the rendered site."""
    return home / "gx" / "data_docs"


def publish_results(feeds: list[Feed], results: pd.DataFrame, home: Path) -> pd.DataFrame:
    """Store each file's counts in the results store and render its page and every suite's.

    Args:
        feeds: all contracts in all their versions.
        results: file_id, agency, feed, file_name, status, check_no, suite_name, contract_version, rows_checked, rows_failed,
            validated_at; one row per file and check.
        home: the folder below which stores and site stand.

    Returns:
        file_id, data_docs_path (below the site), validated_at.
    """
    context, known = open_context(home), {(name_suite(feed), feed.version): feed for feed in feeds}
    site = find_site(home)
    keys = {
        int(str(file_id)): _store_result(context, feed, lines)
        for (file_id, *version), lines in results.groupby(["file_id", "suite_name", "contract_version"])
        if (feed := known.get((str(version[0]), str(version[1]))))
    }
    names = sorted({name for name, _ in known})
    suites = [_suite_key(name) for name in names]
    context.build_data_docs(site_names=[SITE], resource_identifiers=[*suites, *keys.values()], build_index=False)
    paths = {file_id: "/".join(["validations", *_split(key)]) + ".html" for file_id, key in keys.items()}
    for path in [*(f"expectations/{name.replace('.', '/')}.html" for name in names), *paths.values()]:
        make_self_contained(site / path)
    pages = results.drop_duplicates("file_id")[["file_id", "validated_at"]]
    pages = pages[pages["file_id"].isin(list(paths))]
    return pages.assign(data_docs_path=pages["file_id"].map(lambda file_id: paths[int(file_id)]))


def _suite_key(name: str) -> Any:
    from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier

    return ExpectationSuiteIdentifier(name)


def _split(key: Any) -> list[str]:
    suite, *rest = key.to_tuple()
    return [*suite.split("."), *rest]


def _store_result(context: Any, feed: Feed, lines: pd.DataFrame) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

    first = lines.iloc[0]
    run = RunIdentifier(run_name=f"file-{first['file_id']}", run_time=first["validated_at"].to_pydatetime())
    batch = f"{SOURCE}-{name_suite(feed)}"
    key = ValidationResultIdentifier(_suite_key(name_suite(feed)), run, batch)
    context.validation_results_store.set(key, _build_result(feed, lines, run, batch))
    return key


def _build_result(feed: Feed, lines: pd.DataFrame, run: Any, batch: str) -> Any:
    from great_expectations.core import ExpectationSuiteValidationResult

    failed = dict(zip(lines["check_no"], lines["rows_failed"], strict=True))
    looked = int(lines["rows_checked"].iloc[0])
    results = [
        _build_line(check, looked, int(failed.get(number, 0)))
        for number, check in enumerate(list_checks(feed), start=1)
    ]
    good = sum(bool(result.success) for result in results)
    return ExpectationSuiteValidationResult(
        success=good == len(results),
        results=results,
        suite_name=name_suite(feed),
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": good,
            "unsuccessful_expectations": len(results) - good,
            "success_percent": 100.0 * good / len(results),
        },
        meta={
            "run_id": run,
            "validation_time": run.run_time.isoformat(),
            "batch_spec": {"data_asset_name": f"{feed.key}/{escape(str(lines['file_name'].iloc[0]))}"},
            "great_expectations_version": version("great_expectations"),
            "active_batch_definition": {
                "datasource_name": SOURCE,
                "data_connector_name": "fluent",
                "data_asset_name": name_suite(feed),
                "batch_identifiers": {},
            },
            "batch_id": batch,
            "contract_version": str(lines["contract_version"].iloc[0]),
            "file_status": str(lines["status"].iloc[0]),
        },
    )


def _build_line(check: Any, looked: int, failed: int) -> Any:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    share = 100.0 * failed / looked if looked else 0.0
    return ExpectationValidationResult(
        success=failed == 0,
        expectation_config=ExpectationConfiguration(type=check.expectation, kwargs=dict(check.kwargs), meta=check.meta),
        result={
            "element_count": looked,
            "unexpected_count": failed,
            "unexpected_percent": share,
            "unexpected_percent_total": share,
            "missing_count": 0,
            "missing_percent": 0.0,
        },
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
        meta={},
    )
