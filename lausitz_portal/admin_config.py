"""The admin site of the portal, in the place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "lausitz_portal.admin_site.PortalAdminSite"
