"""How memorable a picture is: how likely people who saw it once are to recognise it later, from 0 to 1.

>>> import mneme_memorability as mneme
>>> scores = mneme.score(["beach.jpg", "face.jpg"])  # doctest: +SKIP

The work is done by Mneme, which this package carries together with a Java. The weights of ResMem, for non-commercial use
only, are fetched from their authors' package the first time they are needed.
"""

from ._errors import ImageError, MnemeError, UsageError
from ._explain import Explanation, explain
from ._features import features
from ._jobs import Adapted, Evaluation, Responses, Selection, adapt, evaluate, responses, select
from ._scorer import Picture, Scorer, score

__all__ = [
    "Adapted",
    "Evaluation",
    "Explanation",
    "ImageError",
    "MnemeError",
    "Picture",
    "Responses",
    "Scorer",
    "Selection",
    "UsageError",
    "adapt",
    "evaluate",
    "explain",
    "features",
    "responses",
    "score",
    "select",
]

__version__ = "0.1.0"
