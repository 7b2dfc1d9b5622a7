"""Who may have everything new read first, and who reads in the moderation log which moderator it was."""

from importlib import import_module

from django.db import migrations

GROUPS = {
    "Redaktion": ["pages.hold_portal"],
    "Administration": ["pages.hold_portal", "moderation.see_deciders"],
}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0009_desk_rights"), ("pages", "0007_hold"), ("moderation", "0008_log")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
