"""What readers have reported so far: all open reports of one thing become one case, every answered one a case of its own."""

from django.db import migrations

OPEN = """
INSERT INTO moderation_case (idea_id, comment_id, opened_at, place, last_report, outcome)
SELECT idea_id, comment_id, min(at), min(at) - least(count(*) - 1, 5) * interval '1 day', max(id), ''
FROM moderation_report WHERE closed_at IS NULL GROUP BY idea_id, comment_id
"""
FILED = """
UPDATE moderation_report r SET case_id = c.id FROM moderation_case c
WHERE r.closed_at IS NULL AND (r.idea_id, r.comment_id) IS NOT DISTINCT FROM (c.idea_id, c.comment_id)
"""
# The case of an answered report is found again by the report's own number.
ANSWERED = """
INSERT INTO moderation_case (idea_id, comment_id, opened_at, place, last_report, closed_at, closed_by_id, outcome)
SELECT idea_id, comment_id, at, at, id, closed_at, closed_by_id, outcome
FROM moderation_report WHERE closed_at IS NOT NULL
"""
ANSWERED_FILED = """
UPDATE moderation_report r SET case_id = c.id FROM moderation_case c
WHERE r.closed_at IS NOT NULL AND c.closed_at IS NOT NULL AND c.last_report = r.id
"""
KEYS = "UPDATE moderation_report SET form_key = gen_random_uuid() WHERE form_key IS NULL"


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_cases")]
    operations = [
        migrations.RunSQL([OPEN, FILED, ANSWERED, ANSWERED_FILED, KEYS], migrations.RunSQL.noop),
    ]
