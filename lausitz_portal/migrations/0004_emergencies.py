"""Who is told of emergencies and edits what is done then."""

from importlib import import_module

from django.db import migrations

EMERGENCIES = ["ideas.handle_emergencies", "moderation.view_procedure", "moderation.change_procedure"]
GROUPS = {"Redaktion": EMERGENCIES, "Administration": EMERGENCIES}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("lausitz_portal", "0003_pages"), ("ideas", "0009_redaction"),
        ("moderation", "0004_first_procedures"),
    ]  # fmt: skip
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
