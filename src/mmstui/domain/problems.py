"""Refusals that have words for the person who asked."""


class AttachmentProblem(Exception):
    """A file was not taken; `words` is the whole sentence to show, with its full stop.

    The sentence may hold a file's name: it is outside text and is sanitised where it is shown.
    """

    words: str

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class StoreProblem(Exception):
    """The store cannot do what was asked: full disk, damage, another account's folder.

    `what` is a sentence about what happened, `hint` one about what to do next.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class RequestClash(Exception):
    """A `send --id` key was used before, with another text or other recipients."""
