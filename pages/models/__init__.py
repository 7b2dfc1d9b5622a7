"""The project office, and the pages about the portal with their versions."""

from pages.models.office import Office
from pages.models.page import BUILT_IN, Page, PageVersion

__all__ = ["BUILT_IN", "Office", "Page", "PageVersion"]
