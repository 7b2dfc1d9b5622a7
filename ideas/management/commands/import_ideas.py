"""Bring ideas in from a CSV file, all of them or none."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from accounts.models import User
from ideas.imports import reading, writing
from ideas.imports.checking import Checked, Checker
from ideas.policies import may_moderate

MOST_LISTED = 20


class Command(BaseCommand):
    help = (
        "Columns by header: id, title, text; optional source_url, theme, authority, place, lon, lat, language. "
        "UTF-8, commas or semicolons. The same id is imported once, however often the file is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--theme", required=True, help="theme of rows that name none, such as mobilitaet-digitales")
        parser.add_argument("--authority", default="", help="authority of rows that name none; lausitz: all of them")
        parser.add_argument("--publish", action="store_true", help="release the ideas; needs --by")
        parser.add_argument("--by", metavar="MAIL", help="the moderator who releases them")
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")

    def handle(self, **options: Any) -> None:
        moderator = _moderator(options["by"], publish=options["publish"])
        checked, unused = _checked(options["file"], theme=options["theme"], authority=options["authority"])
        if checked.problems:
            raise CommandError(_refusal(checked.problems))
        self._tell(_notes(checked, unused))
        if options["dry_run"]:
            self._tell([_("Dry run: %(count)s ideas could be imported.") % {"count": len(checked.items)}])
            return
        references = _write(checked, moderator)
        if references:
            what = {"count": len(references), "first": references[0], "last": references[-1]}
            self._tell([_("%(count)s ideas imported: %(first)s to %(last)s.") % what])
        else:
            self._tell([_("Nothing to import.")])

    def _tell(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.stdout.write(sentence)


def _moderator(email: str | None, *, publish: bool) -> User | None:
    if publish != bool(email):
        raise CommandError(_("--publish and --by belong together: somebody must answer for the release."))
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not may_moderate(user):
        raise CommandError(_("%(mail)s is no account that may moderate.") % {"mail": email})
    return user


def _checked(file: Path, *, theme: str, authority: str) -> tuple[Checked, list[str]]:
    try:
        checker = Checker(theme=theme, authority=authority)
        table = reading.read(file)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except reading.Unreadable as error:
        raise CommandError(str(error)) from error
    checked = checker.check(tqdm(table.rows, desc=_("Checking"), unit="rows", disable=None))
    checked.problems = sorted([*table.problems, *checked.problems], key=lambda problem: problem.line)
    return checked, table.unused_columns


def _write(checked: Checked, moderator: User | None) -> list[str]:
    with tqdm(total=len(checked.items), desc=_("Writing"), unit="ideas", disable=None) as bar:
        try:
            return writing.write(checked.items, release_by=moderator, progress=bar.update)
        except writing.NotInScope as error:
            raise CommandError(
                _("Some of these ideas belong to authorities for which this account does not moderate.")
            ) from error
        except writing.ImportedMeanwhile as error:
            raise CommandError(
                _("Another import ran at the same time and brought some of these ideas. Please try again.")
            ) from error


def _refusal(problems: Sequence[reading.Problem]) -> str:
    listed = [str(problem) for problem in problems[:MOST_LISTED]]
    if len(problems) > MOST_LISTED:
        listed.append(_("and %(count)s more.") % {"count": len(problems) - MOST_LISTED})
    return "\n".join([_("Nothing was imported:"), *listed])


def _notes(checked: Checked, unused_columns: Sequence[str]) -> list[str]:
    notes = []
    if unused_columns:
        notes.append(_("Columns not used: %(names)s.") % {"names": ", ".join(unused_columns)})
    if checked.already_there:
        notes.append(_("Already there, not imported again: %(count)s.") % {"count": checked.already_there})
    if checked.without_text:
        notes.append(_("Title only, no text: %(lines)s.") % {"lines": _lines(checked.without_text)})
    if checked.cleaned:
        sentence = _("Control characters, line ends or letter forms tidied: %(lines)s.")
        notes.append(sentence % {"lines": _lines(checked.cleaned)})
    return notes


def _lines(lines: Sequence[int]) -> str:
    listed, more = ", ".join(map(str, lines[:MOST_LISTED])), len(lines) - MOST_LISTED
    if more > 0:
        return _("lines %(lines)s and %(count)s more") % {"lines": listed, "count": more}
    return _("lines %(lines)s") % {"lines": listed}
