"""Who may edit and publish pages."""

from importlib import import_module

from django.db import migrations

PAGES = ["pages.view_page", "pages.add_page", "pages.change_page", "pages.publish_page"]
GROUPS = {"Redaktion": PAGES, "Administration": PAGES}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0002_editors_of_phases"), ("pages", "0004_built_in")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
