"""`python -m bench`: measures this portal on a copy of a seeded database and prints a table. See README.md."""

import argparse
import os
import sys

import django

from bench import results
from bench.bars import SIZES
from bench.baseline import Baseline, NotHere
from bench.copies import InUse, copied
from bench.processes import free_port

PARTS = ("pages", "visitors", "export", "import", "mailbox", "weights", "plans")
# Takes many minutes, so only when it is asked for.
ASKED_FOR = ("fuzz",)


def main() -> int:
    """Run the benchmarks named on the command line; the exit status for the shell."""
    arguments = _parse()
    try:
        baseline = Baseline.parse(arguments.base) if arguments.base else None
        with copied(os.environ["DATABASE_URL"]) as copy:
            os.environ["DATABASE_URL"] = copy
            return _run(arguments, baseline)
    except (NotHere, InUse) as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, baseline: Baseline | None) -> int:
    smtp_port = free_port()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["LOG_LEVEL"] = "WARNING"
    # The clients say where they come from, as a proxy would.
    os.environ["TRUSTED_PROXIES"] = "1"
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp_port}"
    django.setup()
    # What stands on Django's models can be imported only after the setup.
    from bench.run import NotInvented, run  # noqa: PLC0415

    try:
        rows = run(arguments.size, arguments.only or PARTS, arguments.rounds, smtp_port, baseline)
    except NotInvented as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(results.table(rows, results.last(arguments.size)))
    if not arguments.only:
        print(f"\nKept in {results.keep(rows, arguments.size)}.", file=sys.stderr)
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="M", help="the size the database was seeded with")
    parser.add_argument("--base", default="", help="a page of another server on this machine, measured beside ours")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of every measurement")
    parser.add_argument("--only", choices=PARTS + ASKED_FOR, action="append", help="this part only; may be repeated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
