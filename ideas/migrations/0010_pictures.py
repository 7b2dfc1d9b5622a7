"""Pictures of drafts and versions; those of a version are final once decided about, but words can be erased."""

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import ideas.models.picture
import uuid
from django.db import migrations, models

GUARD = """
CREATE FUNCTION ideas_versionpicture_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.version_id, NEW.picture_id, NEW.position)
            IS DISTINCT FROM (OLD.id, OLD.version_id, OLD.picture_id, OLD.position)
            OR NOT EXISTS (SELECT FROM ideas_ideaversion WHERE id = NEW.version_id AND erased_at IS NOT NULL)
        THEN
            RAISE EXCEPTION 'pictures of a version are not changed' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF EXISTS (SELECT FROM ideas_decision WHERE version_id = NEW.version_id) THEN
        RAISE EXCEPTION 'pictures of a version are not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ideas_versionpicture_immutable BEFORE INSERT OR UPDATE ON ideas_versionpicture
    FOR EACH ROW EXECUTE FUNCTION ideas_versionpicture_guard();
"""
GUARD_BACK = """
DROP TRIGGER ideas_versionpicture_immutable ON ideas_versionpicture;
DROP FUNCTION ideas_versionpicture_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0009_redaction"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="amends",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tray", to="ideas.idea"
            ),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(default=ideas.models.picture.new_name, editable=False, max_length=22, unique=True),
                ),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                (
                    "widths",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                ("bytes", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "default_permissions": (),
                "indexes": [models.Index(fields=["created_at"], name="picture_created")],
            },
        ),
        migrations.CreateModel(
            name="DraftPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("alternative", models.TextField(blank=True, default="")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="ideas.draft"
                    ),
                ),
                ("picture", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="ideas.picture")),
            ],
            options={
                "ordering": ("position",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "picture"), name="draft_picture_once"),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("draft", "position"),
                        name="draft_picture_place",
                    ),
                    models.CheckConstraint(condition=models.Q(("position__range", (1, 3))), name="draft_picture_few"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("alternative", models.CharField(max_length=250, verbose_name="text alternative")),
                ("picture", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ideas.picture")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="ideas.ideaversion"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "picture"), name="version_picture_once"),
                    models.UniqueConstraint(fields=("version", "position"), name="version_picture_place"),
                    models.CheckConstraint(condition=models.Q(("position__range", (1, 3))), name="version_picture_few"),
                    models.CheckConstraint(
                        condition=models.Q(("alternative", ""), _negated=True), name="version_picture_described"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
