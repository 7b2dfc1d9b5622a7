"""Facet cells with the trigger that writes them, sort keys for comments and movement, who was answered.

Filters by theme, region and stage need no index of their own any more.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import ideas.models.facets
import ideas.models.idea
from django.conf import settings
from django.db import migrations, models


CELLS = """
CREATE FUNCTION ideas_facet_cell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ideas_facetcell
        (key, stage, language, source, theme_ids, authority_ids, whole_region, is_answered)
    SELECT DISTINCT ON (facet_key)
        facet_key, stage, language, source, theme_ids, authority_ids, whole_region, is_answered
    FROM written WHERE status = 'published' ORDER BY facet_key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER ideas_facet_cell_new AFTER INSERT ON ideas_idea REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION ideas_facet_cell();
CREATE TRIGGER ideas_facet_cell_changed AFTER UPDATE ON ideas_idea REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION ideas_facet_cell();
"""
CELLS_BACK = """
DROP TRIGGER ideas_facet_cell_changed ON ideas_idea;
DROP TRIGGER ideas_facet_cell_new ON ideas_idea;
DROP FUNCTION ideas_facet_cell();
"""
# Every idea is written, so the trigger makes the cells of all.
FILL = """
UPDATE ideas_idea i SET comment_rank = c.comments, is_answered = EXISTS (
    SELECT FROM ideas_decision d WHERE d.idea_id = i.id AND d.kind = 'stage' AND d.message <> ''
) FROM ideas_ideacounter c WHERE c.idea_id = i.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0013_rename_counterchange"),
        ("themes", "0002_seed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Census",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FacetCell",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("stage", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=3)),
                ("source", models.CharField(max_length=12)),
                (
                    "theme_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "authority_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("whole_region", models.BooleanField()),
                ("is_answered", models.BooleanField()),
                ("ideas", models.PositiveIntegerField(db_default=0, default=0)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FacetMonth",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "month", "cell", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                (
                    "cell",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="months",
                        to="ideas.facetcell",
                    ),
                ),
                ("ideas", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveIndex(
            model_name="idea",
            name="idea_stage_newest",
        ),
        migrations.RemoveIndex(
            model_name="idea",
            name="idea_themes",
        ),
        migrations.RemoveIndex(
            model_name="idea",
            name="idea_authorities",
        ),
        migrations.AddField(
            model_name="idea",
            name="comment_rank",
            field=models.IntegerField(db_default=0, default=0, verbose_name="comments as of the last refresh"),
        ),
        migrations.AddField(
            model_name="idea",
            name="is_answered",
            field=models.BooleanField(db_default=False, default=False, verbose_name="answered"),
        ),
        migrations.AddField(
            model_name="idea",
            name="moving_rank",
            field=models.IntegerField(db_default=0, default=0, verbose_name="supports and comments of the last days"),
        ),
        migrations.AlterField(
            model_name="idea",
            name="support_rank",
            field=models.IntegerField(db_default=0, default=0, verbose_name="supports as of the last refresh"),
        ),
        migrations.AddField(
            model_name="idea",
            name="facet_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=ideas.models.facets.FacetKey(
                    "stage", "language", "source", "theme_ids", "authority_ids", "whole_region", "is_answered"
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(models.F("comment_rank"), descending=True),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("status", "published")),
                name="idea_most_discussed",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(models.F("moving_rank"), descending=True),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("status", "published")),
                name="idea_moving",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                ideas.models.idea.Lot("id"),
                models.F("id"),
                condition=models.Q(("status", "published")),
                name="idea_by_lot",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.F("facet_key"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("status", "published")),
                name="idea_facets",
                include=["support_rank", "comment_rank", "moving_rank"],
            ),
        ),
        migrations.RunSQL(CELLS, CELLS_BACK),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
