"""The project office, what people write to it, banners, the portal's state, and the pages with their versions."""

from pages.models.notice import Notice
from pages.models.office import Office
from pages.models.page import BUILT_IN, FormerAddress, Page, PageVersion
from pages.models.state import PortalState
from pages.models.ticket import Inbox, Ticket, TicketAnswer

__all__ = [
    "BUILT_IN", "FormerAddress", "Inbox", "Notice", "Office", "Page", "PageVersion", "PortalState", "Ticket",
    "TicketAnswer",
]  # fmt: skip
