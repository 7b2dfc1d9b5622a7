"""The desk: one view over everything that waits for a moderator, one over what is spam.

The inner part is narrow and without conditions of its own, so that PostgreSQL walks the indexes over
what waits in their order, joins to the oldest fifty only, and counts without any join.
"""

from django.db import migrations

WORDING = "(extract(epoch FROM COALESCE(c.edited_at, c.created_at)) * 1000000)::bigint"

QUEUE = f"""
CREATE VIEW moderation_queue AS
SELECT w.key || ':' || COALESCE(v.id, {WORDING}, i.released_version_id, 0) AS ticket,
       w.key, w.object_id, w.idea_id, w.since,
       CASE WHEN r.id IS NOT NULL THEN 'report'
            WHEN c.id IS NOT NULL THEN CASE c.status WHEN 'published' THEN 'edit' ELSE 'comment' END
            WHEN i.status = 'published' THEN 'amendment'
            ELSE 'idea' END AS kind,
       COALESCE(v.id, {WORDING}, i.released_version_id, 0) AS version,
       CASE WHEN c.id IS NULL THEN i.author_id ELSE c.author_id END AS author_id,
       COALESCE(v.title, i.title) AS title,
       left(COALESCE(v.text, r.text, c.text), 280) AS excerpt,
       COALESCE(v.language, c.language, i.language) AS language,
       COALESCE(v.theme_ids, i.theme_ids) AS theme_ids,
       COALESCE(v.authority_ids, i.authority_ids) AS authority_ids,
       COALESCE(v.whole_region, i.whole_region) AS whole_region
FROM (
    SELECT 'idea-' || id AS key, id AS object_id, id AS idea_id, pending_version_id AS version_id,
           NULL::bigint AS comment_id, NULL::bigint AS report_id, pending_since AS since
    FROM ideas_idea
    UNION ALL
    SELECT 'comment-' || id, id, idea_id, NULL, id, NULL, pending_since
    FROM ideas_comment
    UNION ALL
    SELECT 'report-' || r.id, r.id, COALESCE(r.idea_id, c.idea_id), NULL, r.comment_id, r.id, r.at
    FROM moderation_report r LEFT JOIN ideas_comment c ON c.id = r.comment_id WHERE r.closed_at IS NULL
) w
LEFT JOIN ideas_idea i ON i.id = w.idea_id
LEFT JOIN ideas_ideaversion v ON v.id = w.version_id
LEFT JOIN ideas_comment c ON c.id = w.comment_id
LEFT JOIN moderation_report r ON r.id = w.report_id
WHERE w.since IS NOT NULL
"""  # noqa: S608 - no text from outside

# The latest decision "spam" about what is still spam tells when and by whom.
SPAM = f"""
CREATE VIEW moderation_spam AS
SELECT CASE WHEN c.id IS NULL THEN 'idea-' || i.id ELSE 'comment-' || c.id END
           || ':' || COALESCE({WORDING}, v.id) AS ticket,
       CASE WHEN c.id IS NULL THEN 'idea-' || i.id ELSE 'comment-' || c.id END AS key,
       COALESCE(c.id, i.id) AS object_id, i.id AS idea_id, d.at AS since, d.by_id,
       CASE WHEN c.id IS NULL THEN 'idea' ELSE 'comment' END AS kind,
       COALESCE({WORDING}, v.id) AS version,
       CASE WHEN c.id IS NULL THEN i.author_id ELSE c.author_id END AS author_id,
       COALESCE(v.title, i.title) AS title,
       left(COALESCE(c.text, v.text), 280) AS excerpt,
       COALESCE(c.language, v.language) AS language,
       COALESCE(v.theme_ids, i.theme_ids) AS theme_ids,
       COALESCE(v.authority_ids, i.authority_ids) AS authority_ids,
       COALESCE(v.whole_region, i.whole_region) AS whole_region
FROM ideas_decision d
LEFT JOIN ideas_comment c ON c.id = d.comment_id
JOIN ideas_idea i ON i.id = COALESCE(d.idea_id, c.idea_id)
LEFT JOIN ideas_ideaversion v ON v.id = i.pending_version_id AND c.id IS NULL
WHERE d.kind = 'spam' AND COALESCE(c.status, i.status) = 'spam'
  AND NOT EXISTS (
      SELECT FROM ideas_decision later WHERE later.idea_id = d.idea_id AND later.kind = 'spam' AND later.id > d.id
  )
  AND NOT EXISTS (
      SELECT FROM ideas_decision later
      WHERE later.comment_id = d.comment_id AND later.kind = 'spam' AND later.id > d.id
  )
"""  # noqa: S608 - as above


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("ideas", "0003_rules")]
    operations = [
        migrations.RunSQL(QUEUE, "DROP VIEW moderation_queue"),
        migrations.RunSQL(SPAM, "DROP VIEW moderation_spam"),
    ]
