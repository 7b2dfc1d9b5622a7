"""What the portal keeps about ideas; querysets first, constraints beside the fields they guard."""

from ideas.models.decision import Decision, Rule
from ideas.models.discussion import Comment
from ideas.models.draft import Draft
from ideas.models.facets import Census, FacetCell, FacetMonth
from ideas.models.idea import Idea, ReferenceYear, Source, Stage, Status
from ideas.models.version import IdeaVersion
from ideas.models.phase import Phase, PhaseException
from ideas.models.picture import DraftPicture, Picture, VersionPicture
from ideas.models.search import IdeaSearch, Word
from ideas.models.sender import Agreement, Authorship
from ideas.models.support import CounterChange, IdeaCounter, Support

__all__ = [
    "Agreement",
    "Authorship",
    "Census",
    "Comment",
    "CounterChange",
    "Decision",
    "Draft",
    "DraftPicture",
    "FacetCell",
    "FacetMonth",
    "Idea",
    "IdeaCounter",
    "IdeaSearch",
    "IdeaVersion",
    "Phase",
    "PhaseException",
    "Picture",
    "ReferenceYear",
    "Rule",
    "Source",
    "Stage",
    "Status",
    "Support",
    "VersionPicture",
    "Word",
]
