"""The database itself keeps the journal append-only."""

from django.db import migrations

GUARD = """
CREATE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'journal entries are not deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.at, NEW.verb, NEW.subject_kind, NEW.subject_id, NEW.ids)
        IS DISTINCT FROM (OLD.id, OLD.at, OLD.verb, OLD.subject_kind, OLD.subject_id, OLD.ids)
        OR (NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id)
        OR (OLD.fanned_out_at IS NOT NULL AND NEW.fanned_out_at IS DISTINCT FROM OLD.fanned_out_at)
    THEN
        RAISE EXCEPTION 'journal entries are not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(GUARD, "DROP TRIGGER journal_append_only ON journal_entry; DROP FUNCTION journal_guard();")
    ]
