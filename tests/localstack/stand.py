"""The servers alone, as a program to be stopped and killed: `python -m tests.localstack.stand FOLDER`.

Prints their environment as one line of JSON when they answer, then waits.
"""

# ruff: noqa: T201 (it talks to its test)

import json
import sys
from pathlib import Path

from localstack import locks, services
from localstack.problem import Problem
from localstack.processes import Stopped, Supervisor
from localstack.progress import Progress


def main() -> None:
    folder = Path(sys.argv[1])
    try:
        with Supervisor() as supervisor, locks.owner(folder, "a test", supervisor):
            running = services.start(folder, supervisor, Progress(None), durable=True)
            print(json.dumps(running.environment), flush=True)
            supervisor.watch(lambda: None)
    except Problem as problem:
        sys.exit(str(problem))
    except Stopped:
        print("stopped in order", flush=True)


if __name__ == "__main__":
    main()
