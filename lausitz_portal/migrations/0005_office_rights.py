"""Who answers messages to the office, writes banners and may switch the portal."""

from importlib import import_module

from django.db import migrations

EDITORIAL = [
    "pages.view_ticket", "pages.answer_ticket",
    "pages.view_notice", "pages.add_notice", "pages.change_notice", "pages.delete_notice",
]  # fmt: skip
GROUPS = {"Redaktion": EDITORIAL, "Administration": [*EDITORIAL, "pages.switch_portal"]}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0004_emergencies"), ("pages", "0005_tickets_and_notices")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
