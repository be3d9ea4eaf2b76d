"""What can go wrong, in Mneme's own words: which file, what was found, what was needed, what to do."""


class MnemeError(RuntimeError):
    """Mneme could not do what was asked."""


class UsageError(MnemeError, ValueError):
    """An argument is not one that Mneme takes."""


class ImageError(MnemeError):
    """A picture could not be scored.

    Attributes:
        image: which one, as in the column ``image`` of a table of scores.
        reason: why, as in the column ``error``.
    """

    def __init__(self, image: str, reason: str) -> None:
        super().__init__(f"{image}: {reason}")
        self.image = image
        self.reason = reason
