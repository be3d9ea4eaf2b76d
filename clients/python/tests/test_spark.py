"""The stage for pyspark, with a real pyspark of the version that mneme-spark is built for.

Needs ``pip install pyspark==4.1.0 pandas`` and the jar, named by MNEME_SPARK_JAR or built beside the sources.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")

from pyspark.ml import Pipeline, PipelineModel  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

# pyspark leaves its sockets to Java open until Python collects them.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

ROOT = Path(__file__).resolve().parents[3]
TINY = Path(__file__).with_name("tiny.onnx")
PICTURES = ROOT / "examples"


def jar() -> Path:
    """The jar that spark-submit takes."""
    built = [ROOT / "mneme-spark" / target / "mneme-spark.jar" for target in ("target", "target/launcher")]
    for each in [Path(os.environ["MNEME_SPARK_JAR"])] if "MNEME_SPARK_JAR" in os.environ else built:
        if each.exists():
            return each
    pytest.skip(f"no {built[0]}")


@pytest.fixture(scope="module")
def spark():
    """A cluster of two workers that are processes of their own."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.jars", str(jar()))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "900m")
        # As for sessions of Spark Connect: tasks see only what their own session has sent.
        .config("spark.sql.artifact.isolation.enabled", "true")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_a_stage_scores_is_saved_and_gives_the_function_s_scores(spark, tmp_path):
    from mneme_memorability.spark import MemorabilityScorer, register

    images = spark.read.format("binaryFile").option("pathGlobFilter", "*.jpg").load(str(PICTURES))
    stage = MemorabilityScorer(model=str(TINY), outputCol="memorability")
    pipeline = Pipeline(stages=[stage]).fit(images)
    scores = {r.path: r.memorability for r in pipeline.transform(images).collect()}
    assert len(scores) == len(list(PICTURES.glob("*.jpg")))
    assert all(0 <= score <= 1 for score in scores.values())

    pipeline.write().save(str(tmp_path / "pipeline"))
    loaded = PipelineModel.load(str(tmp_path / "pipeline"))
    assert isinstance(loaded.stages[0], MemorabilityScorer)
    assert loaded.stages[0].getOrDefault("outputCol") == "memorability"
    assert {r.path: r.memorability for r in loaded.transform(images).collect()} == scores

    register(spark, "memorability", str(TINY))
    images.createOrReplaceTempView("pictures")
    rows = spark.sql("SELECT path, memorability(content).score AS score FROM pictures").collect()
    assert {r.path: r.score for r in rows} == scores


def test_every_session_of_an_application_scores(spark):
    """Spark shows the tasks of a session only what the session itself has sent."""
    from mneme_memorability.spark import MemorabilityScorer

    pictures = str(PICTURES)
    expected = None
    for session in (spark, spark.newSession()):
        images = session.read.format("binaryFile").option("pathGlobFilter", "*.jpg").load(pictures)
        rows = MemorabilityScorer(model=str(TINY), inputCol="path").transform(images.select("path")).collect()
        assert [row.error for row in rows if row.error] == []
        scores = {row.path: row.score for row in rows}
        assert expected is None or scores == expected
        expected = scores


def test_a_column_that_is_not_there_is_said_in_one_line(spark):
    from mneme_memorability.spark import MemorabilityScorer

    images = spark.createDataFrame([("a.jpg",)], ["picture"])
    with pytest.raises(Exception, match="the table has no column 'content'; it has picture"):
        MemorabilityScorer(model=str(TINY)).transform(images)
