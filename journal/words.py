"""What the administration calls the things that happen; the journal itself keeps the verbs."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SUBJECTS = {
    "idea": _("idea"),
    "comment": _("comment"),
    "report": _("report"),
    "complaint": _("complaint"),
    "export": _("export"),
    "user": _("account"),
    "page": _("page"),
    "ticket": _("message to the office"),
    "portal": _("portal"),
}
VERBS = {
    "idea.submitted": _("received"),
    "idea.imported": _("imported"),
    "idea.amended": _("changed by its author"),
    "idea.answered": _("question answered by its author"),
    "idea.published": _("released"),
    "idea.amendment_published": _("new text released"),
    "idea.returned": _("question sent to its author"),
    "idea.rejected": _("not published"),
    "idea.amendment_rejected": _("new text not published"),
    "idea.discarded": _("set aside as spam"),
    "idea.restored": _("restored from spam"),
    "idea.locked": _("locked"),
    "idea.unlocked": _("unlocked"),
    "idea.withdrawn": _("withdrawn by its author"),
    "idea.claimed": _("taken into an account by its code"),
    "idea.stage_changed": _("state changed"),
    "idea.retagged": _("themes, places or lead changed"),
    "idea.file_reference_set": _("file reference changed"),
    "idea.translated": _("translated"),
    "idea.translation_removed": _("translation taken down"),
    "idea.redacted": _("personal data removed"),
    "idea.withheld": _("not shown, author spoken to"),
    "idea.corrected": _("released with a correction"),
    "idea.undone": _("decision taken back"),
    "idea.reconsidered": _("back in the queue after a complaint"),
    "idea.put_together": _("put together by the office"),
    "idea.merge_proposed": _("merging proposed"),
    "idea.merge_objected": _("merging objected to by an author"),
    "idea.merge_dropped": _("merging given up"),
    "idea.merged": _("merged"),
    "idea.separated": _("public by itself again"),
    "idea.emergency": _("emergency, those in charge told"),
    "comment.submitted": _("received"),
    "comment.published": _("released"),
    "comment.edited": _("changed by its author"),
    "comment.edit_accepted": _("changed text stays public"),
    "comment.removed": _("removed"),
    "comment.withdrawn": _("withdrawn by its author"),
    "comment.discarded": _("set aside as spam"),
    "comment.restored": _("restored from spam"),
    "comment.redacted": _("personal data removed"),
    "comment.withheld": _("not shown, author spoken to"),
    "comment.emergency": _("emergency, those in charge told"),
    "comment.held_back": _("waits for a moderator after reports"),
    "comment.reinstated": _("public again after a complaint"),
    "comment.undone": _("decision taken back"),
    "complaint.filed": _("received"),
    "complaint.decided": _("answered"),
    "report.filed": _("received"),
    "report.closed": _("answered"),
    "export.made": _("asked for"),
    "export.ready": _("file ready"),
    "export.failed": _("failed"),
    "export.fetched": _("file downloaded"),
    "page.created": _("created"),
    "page.placed": _("place or address changed"),
    "page.drafted": _("new draft"),
    "page.discarded": _("draft discarded"),
    "page.published": _("published"),
    "page.scheduled": _("to be published at a time"),
    "page.cancelled": _("time taken back"),
    "page.unpublished": _("taken off the portal"),
    "page.removed": _("removed"),
    "page.restored": _("brought back"),
    "page.reviewed": _("reviewed"),
    "page.review_due": _("review due"),
    "ticket.filed": _("received"),
    "ticket.assigned": _("assigned"),
    "ticket.answered": _("answered"),
    "ticket.closed": _("closed without an answer"),
    "ticket.overdue": _("reminder sent to the staff"),
    "portal.switched": _("switched to another state"),
    "portal.held": _("everything new is read first"),
    "portal.let_go": _("appears at once again"),
    "account.mail_asked": _("mail with a code or link asked for"),
}


def subject(kind: str) -> StrPromise | str:
    """The name of a kind of subject; one without a name as it is stored."""
    return SUBJECTS.get(kind, kind)


def happened(verb: str) -> StrPromise | str:
    """What a verb says; one without words as it is stored."""
    return VERBS.get(verb, verb)


def in_full(verb: str) -> str:
    """A verb with what it is about, as "idea: released"."""
    kind = verb.partition(".")[0]
    return f"{subject('user' if kind == 'account' else kind)}: {happened(verb)}" if verb in VERBS else verb
