"""Once a night: files without a picture, and pictures that belong to nothing."""

from datetime import timedelta

from django.utils import timezone

from ideas.models import Picture
from ideas.pictures import files, tray

# Files are written before their row: what is younger may just be coming in.
YOUNG = timedelta(days=1)


def sweep() -> int:
    """Delete what nobody needs and is older than a day; returns how many rows and files."""
    before = timezone.now() - YOUNG
    old = Picture.objects.unused().filter(created_at__lt=before)
    swept = tray.remove_unused(old.values_list("pk", flat=True))
    for folder in files.folders():
        there = list(files.in_folder(folder))
        known = set(Picture.objects.filter(pk__in={key for _path, key in there if key}).values_list("pk", flat=True))
        for path, key in there:
            if key not in known and files.written_at(path) < before:
                files.delete_path(path)
                swept += 1
    return swept
