"""`manage.py update_messages`: bring the catalogues up to the sources."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from lausitz_portal import catalogue


class Command(BaseCommand):
    help = "Extracts messages into locale/*/LC_MESSAGES/django.po and says what is untranslated."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("languages", nargs="*", default=["de"])

    def handle(self, *args: object, languages: list[str], **options: object) -> None:
        for language in languages:
            missing = catalogue.untranslated(catalogue.update(language))
            self.stdout.write(f"{language}: {len(missing)} untranslated")
            for message in missing:
                self.stdout.write(f"  {message}")
