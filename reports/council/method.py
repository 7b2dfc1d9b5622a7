"""How a report was counted, in sentences that stand on the page and in the file."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from reports.council.figures import Report


def sentences(report: Report) -> list[str]:
    """What a reader has to know before quoting a number."""
    asked = report.asked
    said = [
        _(
            "Counted are ideas that came in from %(since)s to %(until)s, both days included. What became of them is "
            "told as of the day of this report, not of the end of the period."
        )
        % {"since": date_format(asked.since), "until": date_format(asked.until)},
        _("Supporting an idea is no vote. It shows interest, and nobody was asked to be representative."),
    ]
    if asked.authority_id:
        said.append(
            _(
                "Ideas for the whole Lausitz and ideas that name no region are not counted. An idea that names two "
                "districts or cities counts for each of them."
            )
        )
    return [
        *said,
        _("Supports and comments are those of the published ideas."),
        _("Answered means that an authority gave reasons or said what happens next."),
        _(
            "Waiting time is counted in working days of Brandenburg and Saxony from the day after a text came in until "
            "a moderator decided; changed texts count too."
        ),
    ]


def waiting(report: Report) -> str:
    """The waiting time in a sentence."""
    if report.median_days is None:
        return _("There was no decision yet whose waiting time is known.")
    if report.median_days == 0:
        return _("Half of the decisions came before the next working day began.")
    text = ngettext(
        "Half of the decisions came within %(days)s working day.",
        "Half of the decisions came within %(days)s working days.",
        report.median_days,
    )
    return text % {"days": report.median_days}
