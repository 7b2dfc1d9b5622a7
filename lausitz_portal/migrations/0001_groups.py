"""Groups of staff and what they may do. Rights are given to groups, never by code to a person."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATION = [
    "ideas.moderate", "ideas.view_idea", "ideas.view_ideaversion", "ideas.view_comment",
    "ideas.view_decision", "moderation.view_report",
]  # fmt: skip
EDITORIAL = [
    *MODERATION, "ideas.set_stage", "ideas.export", "ideas.view_rule", "ideas.change_rule",
    "themes.view_theme", "themes.change_theme", "themes.view_authority", "themes.change_authority",
    "pages.view_office", "pages.change_office",
]  # fmt: skip
ADMINISTRATION = [
    *EDITORIAL, "accounts.view_user", "accounts.change_user", "themes.add_theme", "themes.add_authority",
    "themes.view_membership", "themes.add_membership", "themes.change_membership", "themes.delete_membership",
    "ideas.add_rule", "notifications.view_delivery", "notifications.resend", "journal.view_entry",
    "ideas.view_support",
]  # fmt: skip
GROUPS = {"Moderation": MODERATION, "Redaktion": EDITORIAL, "Administration": ADMINISTRATION}


def make_groups(apps, schema_editor):
    grant(apps, schema_editor, GROUPS)


def grant(apps, schema_editor, groups):
    """Give each group these permissions; the groups are made where they do not exist."""
    from django.apps import apps as installed

    for label in {name.split(".")[0] for wanted in groups.values() for name in wanted}:
        # Django makes permissions after all migrations; here they are needed now.
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in groups.items():
        group, _ = Group.objects.get_or_create(name=name)
        for permission in wanted:
            label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"), ("themes", "0002_seed"), ("pages", "0002_seed"), ("journal", "0002_append_only"),
        ("ideas", "0003_rules"), ("moderation", "0002_queue_view"), ("notifications", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"), ("contenttypes", "0002_remove_content_type_name"),
    ]  # fmt: skip
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
