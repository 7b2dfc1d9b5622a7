"""What stands about the portal: its office, its banners, its state, and what people write to the office."""

from pages.models.notice import Notice
from pages.models.office import Office
from pages.models.state import PortalState
from pages.models.ticket import Inbox, Ticket, TicketAnswer

__all__ = ["Inbox", "Notice", "Office", "PortalState", "Ticket", "TicketAnswer"]
