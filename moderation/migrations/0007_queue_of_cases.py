"""The queue once more: with cases in place of reports, with complaints, in the order of their places.

As before the inner part is narrow and without conditions of its own, so that PostgreSQL walks the indexes
over what waits in their order, joins to the oldest fifty only, and counts without any join.
"""

import django.db.models.deletion
from django.db import migrations, models

WORDING = "(extract(epoch FROM COALESCE(c.edited_at, c.created_at)) * 1000000)::bigint"

QUEUE = f"""
CREATE VIEW moderation_queue AS
SELECT w.key || ':' || COALESCE(k.last_report, CASE WHEN w.complaint_id IS NOT NULL THEN 0 END, v.id, {WORDING}, 0)
           || CASE WHEN k.id IS NULL THEN '' ELSE ':' || COALESCE({WORDING}, i.released_version_id, 0) END AS ticket,
       w.key, w.object_id, w.idea_id, w.since, w.place,
       CASE WHEN k.id IS NOT NULL THEN 'case'
            WHEN w.complaint_id IS NOT NULL THEN 'complaint'
            WHEN c.id IS NOT NULL THEN CASE c.status WHEN 'published' THEN 'edit' ELSE 'comment' END
            WHEN i.status = 'published' THEN 'amendment'
            ELSE 'idea' END AS kind,
       COALESCE(k.last_report, CASE WHEN w.complaint_id IS NOT NULL THEN 0 END, v.id, {WORDING}, 0) AS version,
       CASE WHEN c.id IS NULL THEN i.author_id ELSE c.author_id END AS author_id,
       COALESCE(v.title, i.title) AS title,
       left(COALESCE(
           v.text, (SELECT text FROM moderation_report r WHERE r.case_id = w.case_id ORDER BY r.id LIMIT 1),
           m.text, c.text
       ), 280) AS excerpt,
       COALESCE(v.language, c.language, i.language) AS language,
       COALESCE(v.theme_ids, i.theme_ids) AS theme_ids,
       COALESCE(v.authority_ids, i.authority_ids) AS authority_ids,
       COALESCE(v.whole_region, i.whole_region) AS whole_region,
       i.lead_authority_id, w.contested
FROM (
    SELECT 'idea-' || id AS key, id AS object_id, id AS idea_id, pending_version_id AS version_id,
           NULL::bigint AS comment_id, NULL::bigint AS case_id, NULL::bigint AS complaint_id,
           pending_since AS since, pending_since AS place, NULL::bigint AS contested
    FROM ideas_idea
    UNION ALL
    SELECT 'comment-' || id, id, idea_id, NULL, id, NULL, NULL, pending_since, pending_since, NULL
    FROM ideas_comment
    UNION ALL
    SELECT 'case-' || k.id, k.id, COALESCE(k.idea_id, c.idea_id), NULL, k.comment_id, k.id, NULL, k.opened_at,
           k.place, NULL
    FROM moderation_case k LEFT JOIN ideas_comment c ON c.id = k.comment_id WHERE k.closed_at IS NULL
    UNION ALL
    SELECT 'complaint-' || m.id, m.id, COALESCE(d.idea_id, c.idea_id), NULL, d.comment_id, NULL, m.id, m.at, m.at,
           d.by_id
    FROM moderation_complaint m JOIN ideas_decision d ON d.id = m.decision_id
    LEFT JOIN ideas_comment c ON c.id = d.comment_id WHERE m.decided_at IS NULL
) w
LEFT JOIN ideas_idea i ON i.id = w.idea_id
LEFT JOIN ideas_ideaversion v ON v.id = w.version_id
LEFT JOIN ideas_comment c ON c.id = w.comment_id
LEFT JOIN moderation_case k ON k.id = w.case_id
LEFT JOIN moderation_complaint m ON m.id = w.complaint_id
WHERE w.place IS NOT NULL
"""  # noqa: S608 - no text from outside


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_reports_in_cases")]
    operations = [
        migrations.AlterField(
            model_name="report",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
                to="moderation.case",
                verbose_name="reported",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_about_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_closed_has_outcome",
        ),
        migrations.RemoveIndex(
            model_name="report",
            name="report_waiting",
        ),
        migrations.RemoveField(
            model_name="report",
            name="closed_at",
        ),
        migrations.RemoveField(
            model_name="report",
            name="closed_by",
        ),
        migrations.RemoveField(
            model_name="report",
            name="comment",
        ),
        migrations.RemoveField(
            model_name="report",
            name="idea",
        ),
        migrations.RemoveField(
            model_name="report",
            name="outcome",
        ),
        migrations.AlterField(
            model_name="report",
            name="form_key",
            field=models.UUIDField(editable=False, unique=True),
        ),
        migrations.RunSQL(QUEUE, "DROP VIEW moderation_queue"),
    ]
