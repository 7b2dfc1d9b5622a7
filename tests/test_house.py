"""The rules of the house that no linter knows: floors of foreign keys, who writes a status, lengths."""

import ast
import functools
import subprocess
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import Field, ForeignObject, Model, signals
from django.db.models.signals import ModelSignal

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "texts": 0, "accounts": 1, "themes": 2, "journal": 2, "pages": 3, "ideas": 4, "moderation": 5, "reports": 5,
    "notifications": 6,
    "lausitz_portal": 7,
}  # fmt: skip
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGER_FOR_A_REASON: dict[str, str] = {
    "ideas/lifecycle.py": "every move an idea can make, and nothing else: one table, one function a move",
    "ideas/discussion.py": "every move a comment can make, as in the lifecycle of ideas",
    "lausitz_portal/settings.py": "every setting, nearly all of them a line",
}
# Who may write `status` or `stage`, and of what; and who may make something that has one.
WRITERS = {
    "ideas/lifecycle.py": "Idea",
    "ideas/discussion.py": "Comment",
    "ideas/spam.py": "Idea and Comment, many at once",
    "pages/tickets.py": "Ticket",
}
CREATORS = {
    "ideas/submission.py": "the first status, with the idea",
    "ideas/discussion.py": "the first status, with the comment",
    "ideas/imports/writing.py": "the first status, with an imported idea",
}


def sources() -> list[Path]:
    """Every Python file of the repository, also those not yet added, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in sorted(set(listed.splitlines())) if (ROOT / name).exists()]


SOURCES = sources()
OURS = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in FLOORS]
CODE = [path for path in OURS if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@functools.cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


def our_models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in FLOORS:
            yield model


# Floors


def test_every_app_of_ours_has_a_floor() -> None:
    apps_here = {Path(config.path).name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert apps_here == set(FLOORS)


def test_foreign_keys_point_down() -> None:
    up = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObject) or (isinstance(field, Field) and field.many_to_many)
        for target in [field.related_model]
        if isinstance(target, type) and target._meta.app_label in FLOORS
        if target._meta.app_label != model._meta.app_label
        and FLOORS[target._meta.app_label] >= FLOORS[model._meta.app_label]
    ]
    assert up == []
    assert len(list(our_models())) > 20


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def test_imports_point_down() -> None:
    """Also inside functions and under TYPE_CHECKING; siblings on a floor do not know each other."""
    up = [
        f"{name_of(path)} imports {target}"
        for path in CODE
        for own in [path.relative_to(ROOT).parts[0]]
        for target in imported(path)
        if target in FLOORS and target != own and FLOORS[target] >= FLOORS[own]
    ]
    assert up == []


def test_nothing_imports_the_tests() -> None:
    assert [name_of(path) for path in CODE if "tests" in set(imported(path))] == []


# State


def written_names(node: ast.AST) -> Iterator[str]:
    """`status` or `stage` where this node writes it."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Attribute) and part.attr in {"status", "stage"}:
                yield part.attr
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if (
            called == "setattr"
            and len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
            and node.args[1].value in {"status", "stage"}
        ):
            yield str(node.args[1].value)
        if called in {"update", "update_or_create", "bulk_update", "aupdate"}:
            yield from (keyword.arg for keyword in node.keywords if keyword.arg in {"status", "stage"})


def of_delivery(path: Path) -> bool:
    """Deliveries have a status of their own, on their own floor."""
    return path.relative_to(ROOT).parts[0] == "notifications"


def test_only_the_lifecycle_writes_a_status() -> None:
    writers = {
        name_of(path)
        for path in CODE
        if not of_delivery(path) and any(True for node in nodes(path) for _ in written_names(node))
    }
    assert writers <= set(WRITERS)


def created_with_status(path: Path) -> bool:
    """Whether an idea or a comment is made here with a status that is not only looked for."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            makes = called in {"Idea", "Comment"} or called.endswith((".create", ".get_or_create"))
            if makes and any(keyword.arg in {"status", "stage"} for keyword in node.keywords):
                return True
    return False


def test_only_those_who_make_something_give_it_its_first_status() -> None:
    creators = {name_of(path) for path in CODE if not of_delivery(path) and created_with_status(path)}
    assert creators == set(CREATORS)


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("idea.status = 'published'", ["status"]), ("idea.stage: str = 'new'", ["stage"]),
        ("a.b, idea.status = 1, 2", ["status"]),
        ("Idea.objects.filter(status='x').update(status='y')", ["status"]), ("setattr(idea, 'stage', 'new')",
        ["stage"]),
        ("idea.status == 'published'", []), ("Idea.objects.filter(status='x')", []), ("status = 1", []),
        ("x = idea.status", []),
    ],
)  # fmt: skip
def test_the_scan_sees_writes_and_nothing_else(code: str, writes: list[str]) -> None:
    assert [name for node in ast.walk(ast.parse(code)) for name in written_names(node)] == writes


def test_no_raw_sql_writes_a_status() -> None:
    """UPDATE ... SET status in a string; imports by COPY put rows in, with the status of arrival."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for text in [" ".join(node.value.lower().split())]
        if "update ideas_" in text and ("set status" in text or "set stage" in text)
    ]
    assert found == []


# What we do not use


def test_no_generic_foreign_keys() -> None:
    assert [
        model._meta.label
        for model in our_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ] == []
    assert [name_of(path) for path in CODE if "GenericForeignKey" in path.read_text(encoding="utf-8")] == []


def test_no_signal_receivers_of_ours() -> None:
    found = [
        f"{name} -> {receiver.__module__}.{receiver.__qualname__}"
        for name, signal in vars(signals).items()
        if isinstance(signal, ModelSignal)
        for _key, reference, *_rest in signal.receivers
        for receiver in [reference() if isinstance(reference, weakref.ReferenceType) else reference]
        if receiver is not None and receiver.__module__.split(".")[0] in FLOORS
    ]
    assert found == []


def test_no_module_connects_to_a_signal() -> None:
    allowed = {"lausitz_portal/celery.py": 1}  # setup_logging: so that Celery leaves our logging alone
    found: dict[str, int] = {}
    for path in CODE:
        for node in nodes(path):
            decorated = isinstance(node, ast.FunctionDef) and any(
                "receiver" in ast.unparse(one) for one in node.decorator_list
            )
            if decorated or (
                isinstance(node, ast.Attribute) and node.attr == "connect" and "socket" not in ast.unparse(node)
            ):
                found[name_of(path)] = found.get(name_of(path), 0) + 1
    assert found == allowed


def test_no_logic_in_ready_and_no_save_overrides() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef)
        if node.name == "ready" or (node.name in {"save", "delete"} and "models" in path.as_posix())
    ]
    assert found == []


# Length and litter


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_forty_lines() -> None:
    everywhere = [path for path in SOURCES if "migrations" not in path.parts]
    long = {
        f"{name_of(path)} {name}": lines
        for path in everywhere
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert long == {}


def test_modules_are_split_along_a_concept() -> None:
    long = {
        name_of(path)
        for path in SOURCES
        if "migrations" not in path.parts and path.relative_to(ROOT).parts[0] != "tests"
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    }
    assert long == set(LONGER_FOR_A_REASON)


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"])
def test_nothing_is_left_for_later(word: str) -> None:
    found = [name_of(path) for path in SOURCES if f" {word}" in path.read_text(encoding="utf-8")]
    assert found == []


def test_no_rooms_without_a_name() -> None:
    assert [
        name_of(path) for path in OURS if {"core", "common", "utils", "helpers", "misc"} & {*path.parts, path.stem}
    ] == []


def test_every_module_of_ours_says_what_it_is() -> None:
    silent = [
        name_of(path)
        for path in CODE
        if path.read_text(encoding="utf-8").strip() and ast.get_docstring(tree(path)) is None
    ]
    assert silent == []


def test_browser_tests_wait_for_what_they_look_at() -> None:
    """A click returns once the next page has begun: what is read of it at once may not be there yet."""
    hasty = {"is_visible", "is_hidden", "is_enabled", "is_disabled"}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        if path.match("tests/e2e/test_*.py")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in hasty
    ]
    assert found == []
