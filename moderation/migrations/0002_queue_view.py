"""The desk: one view over everything that waits for a moderator, one over what is spam."""

from django.db import migrations

QUEUE = """
CREATE VIEW moderation_queue AS
SELECT w.key || ':' || w.version AS ticket, w.*
FROM (
    SELECT 'idea-' || i.id AS key,
           CASE i.status WHEN 'published' THEN 'amendment' ELSE 'idea' END AS kind,
           i.id AS object_id, v.id AS version, i.id AS idea_id, i.author_id, i.pending_since AS since,
           v.title, left(v.text, 280) AS excerpt, v.language, v.theme_ids, v.authority_ids, v.whole_region
    FROM ideas_idea i JOIN ideas_ideaversion v ON v.id = i.pending_version_id
    WHERE i.pending_since IS NOT NULL
    UNION ALL
    SELECT 'comment-' || c.id,
           CASE c.status WHEN 'published' THEN 'edit' ELSE 'comment' END,
           c.id, (extract(epoch FROM COALESCE(c.edited_at, c.created_at)) * 1000000)::bigint,
           i.id, c.author_id, c.pending_since,
           i.title, left(c.text, 280), c.language, i.theme_ids, i.authority_ids, i.whole_region
    FROM ideas_comment c JOIN ideas_idea i ON i.id = c.idea_id
    WHERE c.pending_since IS NOT NULL
    UNION ALL
    SELECT 'report-' || r.id, 'report', r.id,
           COALESCE(
               (extract(epoch FROM COALESCE(c.edited_at, c.created_at)) * 1000000)::bigint, i.released_version_id, 0
           ),
           i.id, CASE WHEN c.id IS NULL THEN i.author_id ELSE c.author_id END, r.at,
           i.title, left(r.text, 280), COALESCE(c.language, i.language),
           i.theme_ids, i.authority_ids, i.whole_region
    FROM moderation_report r
    LEFT JOIN ideas_comment c ON c.id = r.comment_id
    JOIN ideas_idea i ON i.id = COALESCE(r.idea_id, c.idea_id)
    WHERE r.closed_at IS NULL
) w
"""

# The latest decision "spam" of what is still spam tells when and by whom.
SPAM = """
CREATE VIEW moderation_spam AS
SELECT s.key || ':' || s.version AS ticket, s.*
FROM (
    SELECT 'idea-' || i.id AS key, 'idea' AS kind, i.id AS object_id, v.id AS version, i.id AS idea_id,
           i.author_id, d.at AS since, d.by_id,
           v.title, left(v.text, 280) AS excerpt, v.language, v.theme_ids, v.authority_ids, v.whole_region
    FROM ideas_decision d
    JOIN ideas_idea i ON i.id = d.idea_id AND i.status = 'spam'
    JOIN ideas_ideaversion v ON v.id = i.pending_version_id
    WHERE d.kind = 'spam' AND NOT EXISTS (
        SELECT FROM ideas_decision later WHERE later.idea_id = d.idea_id AND later.kind = 'spam' AND later.id > d.id
    )
    UNION ALL
    SELECT 'comment-' || c.id, 'comment', c.id,
           (extract(epoch FROM COALESCE(c.edited_at, c.created_at)) * 1000000)::bigint, i.id,
           c.author_id, d.at, d.by_id,
           i.title, left(c.text, 280), c.language, i.theme_ids, i.authority_ids, i.whole_region
    FROM ideas_decision d
    JOIN ideas_comment c ON c.id = d.comment_id AND c.status = 'spam'
    JOIN ideas_idea i ON i.id = c.idea_id
    WHERE d.kind = 'spam' AND NOT EXISTS (
        SELECT FROM ideas_decision later
        WHERE later.comment_id = d.comment_id AND later.kind = 'spam' AND later.id > d.id
    )
) s
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("ideas", "0003_rules")]
    operations = [
        migrations.RunSQL(QUEUE, "DROP VIEW moderation_queue"),
        migrations.RunSQL(SPAM, "DROP VIEW moderation_spam"),
    ]
