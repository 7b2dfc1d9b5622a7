"""The guard of public versions, and the pages the portal refers to with their first texts.

The netiquette's text comes with the rules it shows: `ideas.0006_netiquette`.
"""

from django.db import migrations

from pages import defaults

GUARD = """
CREATE FUNCTION pages_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at <= statement_timestamp() THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'public versions are not deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.id, NEW.page_id, NEW.language, NEW.number, NEW.title, NEW.body, NEW.note, NEW.appendix,
            NEW.created_at, NEW.published_at)
            IS DISTINCT FROM (OLD.id, OLD.page_id, OLD.language, OLD.number, OLD.title, OLD.body, OLD.note,
            OLD.appendix, OLD.created_at, OLD.published_at)
            OR (NEW.created_by_id IS NOT NULL AND NEW.created_by_id IS DISTINCT FROM OLD.created_by_id)
        THEN
            RAISE EXCEPTION 'public versions are not changed' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF TG_OP = 'UPDATE' AND NEW.published_at < now() THEN
        RAISE EXCEPTION 'nothing is published in the past' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER pages_version_immutable BEFORE UPDATE OR DELETE ON pages_pageversion
    FOR EACH ROW EXECUTE FUNCTION pages_version_guard();
"""


def seed(apps, schema_editor):
    defaults.add_pages(apps)
    for key in defaults.PLACES:
        if key != "netiquette":
            defaults.add_versions(apps, key)


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_page_pageversion")]
    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER pages_version_immutable ON pages_pageversion; DROP FUNCTION pages_version_guard();"
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
