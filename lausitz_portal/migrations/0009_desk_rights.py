"""Moderators see complaints and enter when they are away; staff look after the ready sentences."""

from importlib import import_module

from django.db import migrations

MODERATION = [
    "moderation.view_complaint",
    "moderation.view_absence", "moderation.add_absence", "moderation.change_absence", "moderation.delete_absence",
]  # fmt: skip
EDITORIAL = [*MODERATION, "ideas.view_sentence", "ideas.add_sentence", "ideas.change_sentence"]
GROUPS = {"Moderation": MODERATION, "Redaktion": EDITORIAL, "Administration": EDITORIAL}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("lausitz_portal", "0008_export_rights"), ("ideas", "0020_first_sentences"), ("moderation", "0007_queue_of_cases"),
    ]  # fmt: skip
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
