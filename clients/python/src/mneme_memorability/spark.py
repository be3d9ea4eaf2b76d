"""Memorability on Apache Spark: :class:`MemorabilityScorer`, a stage of pyspark.ml pipelines.

Needs ``pyspark`` of the version that the cluster has (4.1) and the jar ``mneme-spark.jar`` in the
session, as ``spark-submit --jars mneme-spark.jar`` or ``.config("spark.jars", "mneme-spark.jar")``
puts it there::

    from mneme_memorability.spark import MemorabilityScorer

    images = spark.read.format("binaryFile").load("hdfs:///photos/*.jpg")
    scored = MemorabilityScorer().transform(images)
"""

from __future__ import annotations

import sys
import types
from typing import Any

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer
from pyspark.sql import SparkSession

__all__ = ["MemorabilityScorer", "register"]

_CLASS = "org.mneme.spark.MemorabilityScorer"
_FUNCTION = "org.mneme.spark.Memorability"


def _need_jar(session: SparkSession) -> None:
    """Says in one line what a missing jar otherwise shows as "JavaPackage is not callable"."""
    jvm = session._jvm
    try:
        jvm.java.lang.Class.forName(
            _CLASS, False, jvm.java.lang.Thread.currentThread().getContextClassLoader()
        )
    except Exception as error:
        raise RuntimeError(
            "mneme-spark.jar is not in this Spark session; start it with"
            ' .config("spark.jars", "/path/of/mneme-spark.jar") or --jars'
        ) from error


class _Reader(JavaMLReader):  # type: ignore[misc]
    """pyspark finds its own Java classes by the names of its modules; this one by its name."""

    @classmethod
    def _java_loader_class(cls, clazz: Any) -> str:
        return _CLASS


class MemorabilityScorer(JavaTransformer, JavaMLReadable, JavaMLWritable):  # type: ignore[misc]
    """Adds the memorability of images to a table, of any size or endless.

    ``inputCol`` holds the bytes of image files, as ``binaryFile`` reads them, or their paths. All
    columns stay; ``outputCol`` gets the score (0..1, higher is more memorable) and ``errorCol`` says
    why there is none. ``model`` is a published model's name or an ONNX file. Of a model that knows how
    sure its scores are, ``lowCol``, ``highCol`` and ``familiarCol``, where they are named, get the 90 %
    interval and how familiar the image is to the model.
    """

    model = Param(Params._dummy(), "model", "published model's name, or an ONNX file",
                  typeConverter=TypeConverters.toString)
    inputCol = Param(Params._dummy(), "inputCol", "column of images: bytes or paths",
                     typeConverter=TypeConverters.toString)
    outputCol = Param(Params._dummy(), "outputCol", "column that gets the scores",
                      typeConverter=TypeConverters.toString)
    errorCol = Param(Params._dummy(), "errorCol", "column that says why there is no score",
                     typeConverter=TypeConverters.toString)
    crops = Param(Params._dummy(), "crops", "centre, or ten for the mean of ten",
                  typeConverter=TypeConverters.toString)
    decode = Param(Params._dummy(), "decode", "natural, or pillow as the Python package",
                   typeConverter=TypeConverters.toString)
    batchSize = Param(Params._dummy(), "batchSize", "crops in one run of the network",
                      typeConverter=TypeConverters.toInt)
    modelOutput = Param(Params._dummy(), "modelOutput", "the network's output that is the score",
                        typeConverter=TypeConverters.toString)
    lowCol = Param(Params._dummy(), "lowCol", "column that gets the interval's lower end, or nothing",
                   typeConverter=TypeConverters.toString)
    highCol = Param(Params._dummy(), "highCol", "column that gets its upper end, or nothing",
                    typeConverter=TypeConverters.toString)
    familiarCol = Param(Params._dummy(), "familiarCol", "column that gets how familiar the image is, or nothing",
                        typeConverter=TypeConverters.toString)

    @keyword_only
    def __init__(
        self,
        *,
        model: str = "resmem",
        inputCol: str = "content",
        outputCol: str = "score",
        errorCol: str = "error",
        crops: str = "centre",
        decode: str = "natural",
        batchSize: int = 8,
        modelOutput: str = "",
        lowCol: str = "",
        highCol: str = "",
        familiarCol: str = "",
    ) -> None:
        super().__init__()
        session = SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
        _need_jar(session)
        self._java_obj = self._new_java_obj(_CLASS, self.uid)
        self._setDefault(model="resmem", inputCol="content", outputCol="score", errorCol="error",
                         crops="centre", decode="natural", batchSize=8, modelOutput="", lowCol="", highCol="", familiarCol="")
        self._set(**self._input_kwargs)

    def setParams(self, **params: Any) -> "MemorabilityScorer":
        """Sets several parameters by their names."""
        self._set(**params)
        return self

    def setModel(self, value: str) -> "MemorabilityScorer":
        return self.setParams(model=value)

    def setInputCol(self, value: str) -> "MemorabilityScorer":
        return self.setParams(inputCol=value)

    def setOutputCol(self, value: str) -> "MemorabilityScorer":
        return self.setParams(outputCol=value)

    def setErrorCol(self, value: str) -> "MemorabilityScorer":
        return self.setParams(errorCol=value)

    @classmethod
    def read(cls) -> _Reader:
        """A reader of what :meth:`save` has written, here or in Scala or Java."""
        return _Reader(cls)


def register(session: SparkSession, name: str = "memorability", model: str = "resmem") -> None:
    """Makes a function of SQL known: from an image file's bytes to ``struct<score, error, width, height>``.

    Of a model that knows how sure its scores are, the struct also has ``low``, ``high`` and ``familiar``. It is called row by row; for many images :class:`MemorabilityScorer` is faster.
    """
    _need_jar(session)
    getattr(session._jvm, _FUNCTION).register(session._jsparkSession, name, model)


def _known_to_pipelines() -> None:
    """A saved pipeline names its stages by their Java classes, which pyspark takes for modules."""
    path = ""
    for part in ("org", "mneme", "spark"):
        path = f"{path}.{part}" if path else part
        module = sys.modules.setdefault(path, types.ModuleType(path))
        if "." in path:
            parent, child = path.rsplit(".", 1)
            setattr(sys.modules[parent], child, module)
    setattr(sys.modules["org.mneme.spark"], "MemorabilityScorer", MemorabilityScorer)


_known_to_pipelines()
