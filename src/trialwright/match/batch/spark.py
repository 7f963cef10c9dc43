"""A folder of patients on a cluster and trials enter; a DataFrame of verdicts leaves, made by the same kernel on every machine.

Apache Spark reads the Parquet, hands its workers batches of Arrow (`mapInArrow`), and takes back what `screen_batches` gives.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from trialwright.errors import UserError
from trialwright.match.batch.arrow import Screen, screen_batches
from trialwright.patients.arrow import COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

INSTALL = "pip install 'trialwright[spark]'"
_SUBMITTED = "PYSPARK_GATEWAY_PORT"
"""Set where `spark-submit` has started this process: what runs where is then said to it."""
PAIRS = (
    "patient string, trial string, stage string, verdict string, failing array<string>, "
    "unknown array<struct<line: string, reason: string>>"
)
"""The columns of `pairs_schema`, in Spark's words."""
LINES = "trial string, title string, stage string, line string, section string, text string"


def screen_on_spark(session: SparkSession, patients: str, screen: Screen, *, partitions: int | None = None) -> DataFrame:
    """Holds the patients of a folder that `trialwright patients` wrote against trials: a row for each pair, made when asked for.

    `patients` is any path that the cluster reads. Without `partitions` Spark parts the folder as it reads it, by its size in
    bytes; judging takes longer than reading, so a few partitions for each core of the cluster are better.
    """
    people = session.read.parquet(patients).select(*COLUMNS)
    if partitions is not None:
        people = people.repartition(partitions)

    def kernel(batches: Iterator[Any]) -> Iterator[Any]:
        return screen_batches(batches, screen)

    return people.mapInArrow(kernel, PAIRS)


def lines_on_spark(session: SparkSession, screen: Screen) -> DataFrame:
    """What the ids of lines stand for: a row for each line of each stage of the trials."""
    return session.createDataFrame(list(_lines(screen)), LINES)


def _lines(screen: Screen) -> Iterable[tuple[str, ...]]:
    for trial in screen.trials():
        for stage in trial.stages:
            for line in stage.lines:
                yield trial.key, trial.title, stage.name, line.id, line.section.value, line.text


def session_for(master: str | None = None) -> SparkSession:
    """The session of this process, else a new one: on that master, else where Spark's own settings say, else on this machine.

    On this machine its workers are this Python, unless the environment names another.
    """
    with said_plainly():
        from pyspark.sql import SparkSession

        if (master or "local").startswith("local") and _SUBMITTED not in os.environ:
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("trialwright")
        return (builder.master(master) if master else builder).getOrCreate()


@contextmanager
def said_plainly() -> Iterator[None]:
    """What Spark reports within the block as pages of its own calls becomes a `UserError` of one line."""
    try:
        from pyspark.errors import PySparkException
    except ImportError as error:
        raise UserError(f"Spark is not installed: {error.name}", place="spark", hint=INSTALL) from error
    try:
        yield
    except PySparkException as error:
        condition = error.getCondition() or ""
        if "JAVA" in condition:
            hint = "install Java 17 or newer, and let JAVA_HOME or PATH name it"
            raise UserError("Spark found no Java that it can use", place="spark", hint=hint) from None
        if condition.startswith("UNRESOLVED_COLUMN"):
            hint = "write them with: trialwright patients SOURCE --output FOLDER"
            raise UserError("the files do not hold patients", place="spark", hint=hint) from None
        raise UserError(_told(str(error)), place="spark") from None


def _told(message: str) -> str:
    """The line of a report that says what is wrong: the last of a Python traceback, else the first."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    raised = [line for line in lines if line.startswith(("ValueError:", "MemoryError", "ModuleNotFoundError:"))]
    return (raised or lines or ["no reason was given"])[0]
