"""What the portal keeps about ideas; querysets first, constraints beside the fields they guard."""

from ideas.models.collection import Collection, CollectionIdea, FormerCollectionAddress
from ideas.models.curating import Feature, IdeaTranslation, Retagging
from ideas.models.decision import Decision, Rule, Sentence
from ideas.models.discussion import Comment
from ideas.models.draft import Draft
from ideas.models.facets import Census, FacetCell, FacetMonth
from ideas.models.idea import Idea, Source, Stage, Status
from ideas.models.merging import Merge
from ideas.models.version import IdeaVersion
from ideas.models.phase import Phase, PhaseException
from ideas.models.picture import DraftPicture, Picture, VersionPicture
from ideas.models.reference import ReferenceYear
from ideas.models.search import IdeaSearch, Word
from ideas.models.sender import Agreement, Authorship
from ideas.models.support import CounterChange, IdeaCounter, Support

__all__ = [
    "Agreement",
    "Authorship",
    "Census",
    "Collection",
    "CollectionIdea",
    "Comment",
    "CounterChange",
    "Decision",
    "Draft",
    "DraftPicture",
    "FacetCell",
    "FacetMonth",
    "Feature",
    "FormerCollectionAddress",
    "Idea",
    "IdeaCounter",
    "IdeaSearch",
    "IdeaTranslation",
    "IdeaVersion",
    "Merge",
    "Phase",
    "PhaseException",
    "Picture",
    "ReferenceYear",
    "Retagging",
    "Rule",
    "Sentence",
    "Source",
    "Stage",
    "Status",
    "Support",
    "VersionPicture",
    "Word",
]
