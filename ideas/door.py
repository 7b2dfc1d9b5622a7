"""The door of the desk: for those who may moderate."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http import HttpResponse

from ideas.policies import may_moderate
from texts import door


def guarded(view: Callable[..., HttpResponse], site: AdminSite) -> Callable[..., HttpResponse]:
    """`view` behind the admin's own door and the permission to moderate."""
    return door.guarded(view, site, may=may_moderate)
