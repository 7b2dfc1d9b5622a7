"""Handing out pictures: to everybody once they are released, before that to few, at once and uncached."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ideas import drafts
from ideas.models import Idea, Picture
from ideas.pictures import files
from ideas.pictures.encoding import KINDS
from ideas.views import access

# Long enough for a reader who comes back; then one question with the ETag. No longer, because what
# a cache between has kept cannot be taken away from it when the picture is locked.
PUBLIC_SECONDS = 24 * 3600
# A picture opened in a tab of its own is a document without origin that can load and run nothing.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def picture_file(request: HttpRequest, name: str, width: int, kind: str) -> HttpResponseBase:
    """One size of a picture, under its present name."""
    picture = Picture.objects.filter(name=name).first()
    if picture is None or kind not in KINDS or width not in picture.widths:
        raise Http404
    is_public = Picture.objects.public().filter(pk=picture.pk).exists()
    if not is_public and not _is_private_reader(request, picture):
        raise Http404
    etag = f'"{picture.key.hex}-{width}-{kind}"'
    response = get_conditional_response(request, etag=etag) or _file(picture, width, kind)
    response["ETag"] = etag
    if is_public:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _file(picture: Picture, width: int, kind: str) -> HttpResponseBase:
    try:
        content = files.opened(picture.key, width, kind)
    except FileNotFoundError:
        raise Http404 from None
    except files.StorageAway:
        return HttpResponse(status=503, headers={"Retry-After": "60"}, content_type="text/plain")
    return FileResponse(
        content,
        filename=f"bild-{width}.{kind}",
        content_type=KINDS[kind],
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _is_private_reader(request: HttpRequest, picture: Picture) -> bool:
    """Whose draft or idea it belongs to, and the moderators responsible for the idea."""
    ideas = Idea.objects.filter(versions__pictures__picture=picture).distinct()
    if any(access.is_own(request, idea) for idea in ideas):
        return True
    if Idea.objects.in_scope_of(request.user).filter(pk__in=ideas).exists():
        return True
    placed = picture.draftpicture_set.select_related("draft__amends")
    return any(
        access.is_own(request, one.draft.amends) if one.draft.amends else drafts.may_open(request, one.draft)
        for one in placed
    )
