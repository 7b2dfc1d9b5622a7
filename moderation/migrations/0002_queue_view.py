"""The queue: one view over everything that waits for a moderator."""

from django.db import migrations

VIEW = """
CREATE VIEW moderation_queue AS
SELECT 'idea-' || i.id AS key,
       CASE i.status WHEN 'published' THEN 'amendment' ELSE 'idea' END AS kind,
       i.id AS object_id, i.id AS idea_id, v.id AS version_id, i.pending_since AS since,
       v.title, left(v.text, 280) AS excerpt, v.language, v.theme_ids, v.authority_ids, v.whole_region
FROM ideas_idea i JOIN ideas_ideaversion v ON v.id = i.pending_version_id
WHERE i.pending_since IS NOT NULL
UNION ALL
SELECT 'comment-' || c.id, 'comment', c.id, i.id, NULL, c.pending_since,
       i.title, left(c.text, 280), c.language, i.theme_ids, i.authority_ids, i.whole_region
FROM ideas_comment c JOIN ideas_idea i ON i.id = c.idea_id
WHERE c.pending_since IS NOT NULL
UNION ALL
SELECT 'report-' || r.id, 'report', r.id, i.id, NULL, r.at,
       i.title, left(r.text, 280), i.language, i.theme_ids, i.authority_ids, i.whole_region
FROM moderation_report r
LEFT JOIN ideas_comment c ON c.id = r.comment_id
JOIN ideas_idea i ON i.id = COALESCE(r.idea_id, c.idea_id)
WHERE r.closed_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("ideas", "0003_rules")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW moderation_queue")]
