"""Addresses around ideas."""

from django.urls import path, register_converter

from ideas.references import ReferenceConverter
from ideas.views import (
    alike,
    assisting,
    collecting,
    discussing,
    feeds,
    listing,
    mapping,
    objecting,
    pictures,
    reading,
    sharing,
    status,
    supporting,
    writing,
)

app_name = "ideas"


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("ideen/", listing.idea_list, name="list"),
    path("ideen/feed/", feeds.idea_feed, name="feed"),
    path("ideen/karte/", mapping.idea_map, name="map"),
    path("ideen/karte/punkte/", mapping.map_points, name="map_points"),
    path("ideen/karte/umrisse/", mapping.map_outlines, name="map_outlines"),
    path("ideen/neu/", writing.write, name="write"),
    path("ideen/neu/entwurf/", assisting.autosave, name="autosave"),
    path("ideen/neu/aehnliche/", assisting.similar_ideas, name="similar"),
    path("ideen/neu/orte/", assisting.places, name="places"),
    path("ideen/neu/<uuid:key>/", writing.write, name="write_on"),
    path("ideen/neu/<uuid:key>/bilder/", pictures.of_draft, name="pictures"),
    path("ideen/neu/<uuid:key>/pruefen/", writing.check, name="check"),
    path("ideen/neu/<uuid:key>/danke/", writing.thanks, name="thanks"),
    path("ideen/kommentare/<int:pk>/bearbeiten/", discussing.comment_edit, name="comment_edit"),
    path("ideen/kommentare/<int:pk>/zurueckziehen/", discussing.comment_withdraw, name="comment_withdraw"),
    path("ideen/<reference:reference>/unterstuetzen/", supporting.support, name="support"),
    path("ideen/<reference:reference>/zuruecknehmen/", supporting.take_back, name="take_back"),
    path("ideen/<reference:reference>/kommentieren/", discussing.comment, name="comment"),
    path("ideen/<reference:reference>/blatt/", sharing.sheet, name="sheet"),
    path("ideen/<reference:reference>/aehnliche/", alike.alike, name="alike"),
    path("ideen/<reference:reference>/bild.png", sharing.share_picture, name="picture"),
    path("ideen/<reference:reference>/", reading.detail, name="detail_by_reference"),
    path("ideen/<reference:reference>/<slug:slug>/", reading.detail, name="detail"),
    path("sammlungen/", collecting.collection_list, name="collection_list"),
    path("sammlungen/<slug:slug>/", collecting.collection, name="collection"),
    path("stand/", status.enter, name="status"),
    path("stand/link/<str:token>/", status.by_link, name="status_link"),
    path("stand/fertig/", status.close, name="status_close"),
    path("stand/<reference:reference>/", status.show, name="status_idea"),
    path("stand/<reference:reference>/aendern/", status.amend, name="amend"),
    path("stand/<reference:reference>/bilder/", pictures.of_amendment, name="amend_pictures"),
    path("stand/<reference:reference>/zurueckziehen/", status.withdraw, name="withdraw"),
    path("stand/<reference:reference>/zusammenfuehrung/<int:pk>/", objecting.merge, name="merge"),
    path("meine/ideen/", status.mine, name="mine"),
    path("meine/entwuerfe/<uuid:key>/loeschen/", writing.discard_draft, name="discard_draft"),
]
