"""Personal data can be taken out of texts; what an emergency hides is kept as evidence."""

from django.conf import settings
from django.db import migrations, models

# Every time words go the time says so: a row that was erased once is not free to be rewritten.
GUARD = """
CREATE OR REPLACE FUNCTION ideas_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.erased_at IS NULL OR (NEW.id, NEW.idea_id, NEW.number, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.idea_id, OLD.number, OLD.created_at)
        OR NEW.erased_at IS NOT DISTINCT FROM OLD.erased_at
    THEN
        RAISE EXCEPTION 'versions are not changed, only erased' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0008_netiquette"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.AlterModelOptions(
            name="idea",
            options={
                "default_permissions": ("view",),
                "permissions": [
                    ("moderate", "Can read and decide what waits at the desk"),
                    ("set_stage", "Can say what an authority does with an idea"),
                    ("export", "Can export ideas and comments"),
                    ("handle_emergencies", "Is told of emergencies at once and can read what is kept as evidence"),
                ],
                "verbose_name": "idea",
                "verbose_name_plural": "ideas",
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_refusal_has_reasons",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_question_has_text",
        ),
        migrations.AddField(
            model_name="comment",
            name="evidence_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="kept as evidence since"),
        ),
        migrations.AddField(
            model_name="comment",
            name="redacted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="personal data removed at"),
        ),
        migrations.AddField(
            model_name="idea",
            name="evidence_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="kept as evidence since"),
        ),
        migrations.AddField(
            model_name="ideaversion",
            name="is_redaction",
            field=models.BooleanField(db_default=False, default=False, verbose_name="personal data removed"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("published", "released"),
                    ("returned", "question to the author"),
                    ("rejected", "not published"),
                    ("spam", "spam"),
                    ("restored", "restored"),
                    ("locked", "locked"),
                    ("unlocked", "unlocked"),
                    ("stage", "state changed"),
                    ("redacted", "personal data removed"),
                    ("withheld", "not shown, words to the author"),
                ],
                max_length=10,
                verbose_name="decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["rejected", "locked", "redacted"]), _negated=True),
                    models.Q(
                        ("rule__isnull", False),
                        models.Q(
                            models.Q(("message", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="decision_refusal_has_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["returned", "withheld"]), _negated=True),
                    models.Q(("message", ""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="decision_question_has_text",
            ),
        ),
    ]
