"""`python3 -m localstack`; written so that an old Python gets as far as the sentence below."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this is what tells them)
    sys.exit(
        "The portal needs Python 3.11 or newer, this is %d.%d (%s); "  # noqa: UP031 (any Python reads it)
        "with a newer one installed: make PYTHON=python3.12 ..." % (*sys.version_info[:2], sys.executable)
    )

from localstack.cli import main

sys.exit(main())
