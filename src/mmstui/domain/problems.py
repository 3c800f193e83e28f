"""Refusals that have words for the person who asked."""


class AttachmentProblem(Exception):
    """A file was not taken; `words` is the whole sentence to show, with its full stop.

    The sentence may hold a file's name: it is outside text and is sanitised where it is shown.
    """

    words: str

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
