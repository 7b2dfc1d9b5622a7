"""Fill the portal with synthetic ideas for benchmarks."""

from argparse import ArgumentParser
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from ideas.management import seeding
from ideas.models import Idea

# Ideas, comments, supports.
SIZES = {
    "S": (1_000, 5_000, 10_000),
    "M": (10_000, 50_000, 100_000),
    "XL": (1_000_000, 2_000_000, 5_000_000),
}


class Command(BaseCommand):
    help = "Synthetic ideas with comments, supports, versions and decisions, spread over three years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--size",
            choices=SIZES,
            help="so many at once: "
            + "; ".join(f"{size} {i:,} ideas, {c:,} comments, {s:,} supports" for size, (i, c, s) in SIZES.items()),
        )
        parser.add_argument("--ideas", type=int, help="how many ideas")
        parser.add_argument("--comments", type=int, help="how many comments in all")
        parser.add_argument("--supports", type=int, help="how many supports in all")
        parser.add_argument("--seed", type=int, default=1, help="the same number draws the same texts")
        parser.add_argument("--force", action="store_true", help="also beside real ideas")

    def handle(self, **options: Any) -> None:
        ideas, comments, supports = _numbers(options)
        if not settings.DEMO and not options["force"] and Idea.objects.exists():
            raise CommandError(_("There are real ideas here. Invented ones beside them need --force."))
        total = ideas + comments + supports
        with tqdm(total=total, unit="rows", unit_scale=True, disable=None) as bar:
            try:
                seeding.seed(
                    ideas=ideas,
                    comments=comments,
                    supports=supports,
                    draw=Random(options["seed"]),  # noqa: S311 - invented texts, no secrets
                    progress=bar.update,
                )
            except ValueError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(ideas)s ideas, %(comments)s comments and %(supports)s supports written.")
            % {"ideas": ideas, "comments": comments, "supports": supports}
        )


def _numbers(options: dict[str, Any]) -> tuple[int, int, int]:
    """Those of the size; each can be given another one beside it."""
    of_size = SIZES.get(options["size"], (0, 0, 0))
    given = (options["ideas"], options["comments"], options["supports"])
    ideas, comments, supports = (of_size[at] if number is None else number for at, number in enumerate(given))
    if ideas < 1 or comments < 0 or supports < 0:
        raise CommandError(_("There must be at least one idea, and no number below zero."))
    return ideas, comments, supports
