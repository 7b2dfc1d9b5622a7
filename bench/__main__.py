"""`python -m bench`: measures this portal on an empty database and prints a table. See README.md."""

import argparse
import os
import sys

import django

from bench.processes import free_port

PARTS = ("pages", "export", "import", "mailbox", "weights")


def main() -> int:
    """Run the benchmarks named on the command line; the exit status for the shell."""
    arguments = _parse()
    smtp_port = free_port()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["LOG_LEVEL"] = "WARNING"
    # The clients say where they come from, as a proxy would.
    os.environ["TRUSTED_PROXIES"] = "1"
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp_port}"
    django.setup()
    # What stands on Django's models can be imported only after the setup.
    from bench.run import NotEmpty, run  # noqa: PLC0415

    try:
        run(arguments.ideas, parts=arguments.only or PARTS, rounds=arguments.rounds, smtp_port=smtp_port)
    except NotEmpty as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--ideas", type=_numbers, default=[1_000, 100_000], help="data sets, such as 1000,100000")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of every measurement")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part only; may be repeated")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
