"""The log: one view over decisions, answered cases and answered complaints; and the figures of each year.

As in the queue the inner part is narrow: PostgreSQL walks the three indexes over when something was decided, latest
first, and joins to what a page shows only.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


LOG = """
CREATE VIEW moderation_log AS
SELECT w.key, w.object_id, w.kind, w.outcome, w.rule_id, w.by_id, w.at, w.since, w.undone_at,
       w.decided_idea, w.comment_id, i.id AS idea_id, i.authority_ids, i.whole_region,
       COALESCE(c.evidence_since, i.evidence_since) IS NOT NULL AS is_evidence
FROM (
    SELECT 'decision-' || id AS key, id AS object_id,
           CASE WHEN comment_id IS NOT NULL THEN 'comment' WHEN replaced_id <> version_id THEN 'amendment'
                ELSE 'idea' END AS kind,
           kind AS outcome, rule_id, by_id, at, waited_since AS since, undone_at, idea_id AS decided_idea, comment_id
    FROM ideas_decision
    UNION ALL
    SELECT 'case-' || id, id, 'case', 'case_' || outcome, NULL, closed_by_id, closed_at, opened_at, NULL,
           idea_id, comment_id
    FROM moderation_case WHERE closed_at IS NOT NULL
    UNION ALL
    SELECT 'complaint-' || m.id, m.id, 'complaint', 'complaint_' || m.outcome, NULL, m.decided_by_id, m.decided_at,
           m.at, NULL, d.idea_id, d.comment_id
    FROM moderation_complaint m JOIN ideas_decision d ON d.id = m.decision_id WHERE m.decided_at IS NOT NULL
) w
LEFT JOIN ideas_comment c ON c.id = w.comment_id
LEFT JOIN ideas_idea i ON i.id = COALESCE(w.decided_idea, c.idea_id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0023_decision_at"),
        ("moderation", "0007_queue_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogRow",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("object_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("amendment", "amendment"),
                            ("comment", "comment"),
                            ("case", "report"),
                            ("complaint", "complaint"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("outcome", models.CharField(max_length=20, verbose_name="decision")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("since", models.DateTimeField(null=True, verbose_name="waiting since")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="taken back at")),
                ("decided_idea", models.BigIntegerField(null=True)),
                ("comment_id", models.BigIntegerField(null=True)),
                (
                    "authority_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("whole_region", models.BooleanField()),
                ("is_evidence", models.BooleanField()),
            ],
            options={
                "verbose_name": "logged decision",
                "verbose_name_plural": "moderation log",
                "db_table": "moderation_log",
                "permissions": [("see_deciders", "Can see in the moderation log who decided")],
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Figures",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="year")),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
                ("numbers", models.JSONField(verbose_name="numbers")),
            ],
            options={
                "ordering": ("-year",),
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(LOG, "DROP VIEW moderation_log"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)), fields=["closed_at", "id"], name="case_closed"
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)), fields=["decided_at", "id"], name="complaint_decided"
            ),
        ),
    ]
