"""What no page takes is not even written to disk, and the form around it is still read."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ideas.pictures.encoding import MOST_BYTES

# More than there is room for: some turn out not to be pictures that we take.
MOST_AT_ONCE = 10


class Bounded(FileUploadHandler):
    """First of the upload handlers: drops files that are too large, and those beyond `MOST_AT_ONCE`.

    Their names stand in `request.dropped_files`, each with whether it was too large.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._begun = 0
        self._dropped: list[tuple[str, bool]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.request.dropped_files = self._dropped  # type: ignore[union-attr]
        self._begun += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        # Not when the file begins: Django would close the one before.
        if self._begun > MOST_AT_ONCE:
            self._drop(is_large=False)
        if start + len(raw_data) > MOST_BYTES:
            self._begun -= 1  # takes no place from a file that is small enough
            self._drop(is_large=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""

    def _drop(self, *, is_large: bool) -> None:
        self._dropped.append((self.file_name or "", is_large))
        raise SkipFile
