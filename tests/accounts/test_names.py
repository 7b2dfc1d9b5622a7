"""Names people show: theirs, and no office's."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.names import clean_name, initials


@pytest.mark.parametrize(
    "name",
    [
        "Redaktion", "redaktion", "REDAKTION", "R e d a k t i o n", "R.e.d.a.k.t.i.o.n", "R-e-d-a-k-t-i-o-n",
        "Rédaktion", "Redak tion",
        "Red\u200baktion", "Red\u00adaktion", "Ｒｅｄａｋｔｉｏｎ", "𝓡𝓮𝓭𝓪𝓴𝓽𝓲𝓸𝓷", "Ⓡedaktion",
        "R\u0301e\u0302daktion", "Rеdаktiоn", "REDAΚTION",
        "Redakt1on", "Die Redaktion", "Online-Redaktion", "Moderation", "Moderatorin", "M0derat0r",
        "Administrator", "Projektbüro",
        "Projektbuero Cottbus", "Zukunftswerkstatt Lausitz", "Wirtschaftsregion Lausitz", "Landrat", "Landrätin",
        "Landrat Müller",
        "der Landrat", "L a n d r a t", "Land-Rat", "Landrat-Büro", "Lаndrаt", "Landratsamt", "Landkreis Görlitz",
        "Land Kreis Görlitz",
        "Oberbürgermeister", "Bürgermeisterin", "Buergermeister", "Stadtverwaltung Cottbus", "Land Brandenburg",
        "Freistaat Sachsen",
        "Staatsregierung", "Ehemaliges Mitglied", "ehemaliges\u200b mitglied",
        "Stadt Cottbus", "Die Stadt Cottbus", "S t a d t Cottbus", "5tadt Co77bus", "Stadt1", "– Stadt Görlitz",
        "Große Kreisstadt Görlitz", "Kreisfreie Stadt Cottbus/Chóśebuz", "Kreis Görlitz", "Der Kreis Görlitz",
        "Unser Kreis", "LK Görlitz", "der LK Görlitz", "LKr. Görlitz", "Amt Peitz", "Gemeinde Kolkwitz",
        "Ortsteil Branitz", "Rathaus Cottbus", "Město Chóśebuz", "Wokrjes Zhorjelc", "City of Cottbus",
        "Verwaltung", "Kreisverwaltung SPN", "Die Verw4ltung", "Ordnungsbehörde", "Behoerde", "Bürgeramt",
        "Landesamt für Umwelt", "Freistaat Thüringen", "Ministerium", "Mini5terium", "Ministerin Schulze",
        "Ministerpräsident", "Bundesregierung", "Landesregierung",
        "Admin", "Admin42", "4dmin", "Adm1n-Team", "der Admin", "Administration", "Red4ktion", "Modera7ion",
        "WRL", "WRL GmbH", "Team WRL",
    ],
)  # fmt: skip
def test_reserved_for_public_bodies(name: str) -> None:
    with pytest.raises(ValidationError) as raised:
        clean_name(name)
    assert raised.value.code == "reserved"


@pytest.mark.parametrize(
    "name",
    [
        "Katrin Berger", "Katharina Landratte", "Roland Rath", "Roland Kreis", "Roland Brandenburg",
        "Orlando Rat", "Sandra Landra",
        "Jurij Koch", "Měrćin Nowak-Njechorński", "Křesćan Bohuwěr", "Zażółć Gęślą", "Đorđe", "O’Neill",
        "Jean-Luc", "K. B.",
        "Anna Stadt", "Kathrin Stadtler", "Stadtler Maria", "Stadtmüller Jens", "Peter Kreisel", "Kreisler Georg",
        "Roland Kreis-Freitag", "Anna Kreis-Stadtler", "Peter Amtmann", "Amtsberg Lea", "Petra Burger-Amtmann",
        "Wolfgang Amt", "Jens Gemeiner", "Gemeinder Eva", "Karol Rathaus", "Klaus Minister", "Paul Landesberger",
        "Vlad Minsk", "Jan Verwold", "Regine Rung", "Abe Hordt", "Anna Frei-Staatmann", "Wokrjeska Hana",
        "L. K.", "LK", "L. K. Meier", "W. R. L.", "Elke Lkow",
        "Heimatverein Stadt Peitz e. V.", "Kirchengemeinde Burg", "Kreissportbund", "SV Lausitz 1945",
        "Иван Петров", "Νίκος", "李小龍", "Kulturverein Ladenburg e. V.", "Radler42", "🚲", "",
    ],
)  # fmt: skip
def test_people_and_clubs_keep_their_names(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name", ["<script>", "a<b", "Katrin >", "katrin@example.org", "@katrin", "https://example.org", "javascript://x"]
)
def test_no_markup_and_no_addresses(name: str) -> None:
    with pytest.raises(ValidationError) as raised:
        clean_name(name)
    assert raised.value.code == "markup"


@settings(deadline=None)
@given(st.text(st.characters(codec=None, categories=None)))
def test_any_name_is_taken_or_refused(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except ValidationError:
        return
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Katrin Berger", "K. B."), ("katrin anna berger", "K. A. B."), ("  ", ""), ("Łucja Źěw", "Ł. Ź."),
        ("Dr. K. Berger", "D. K. B."),
        ("123 Rad", "R."), ("(Katrin)", ""), ("李 小龍", "李. 小."),
    ],
)  # fmt: skip
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.django_db
def test_a_profile_cannot_take_such_a_name_later(citizen: User) -> None:
    form = ProfileForm({"display_name": "Redaktion", "language": "de"}, instance=citizen)
    assert [error.code for error in form.errors["display_name"].as_data()] == ["reserved"]
    form = ProfileForm({"display_name": "x" * 81, "language": "xx"}, instance=citizen)
    assert {name: [e.code for e in errors.as_data()] for name, errors in form.errors.items()} == {
        "display_name": ["max_length"],
        "language": ["invalid_choice"],
    }


@pytest.mark.django_db
def test_mails_are_offered_in_the_languages_they_exist_in(citizen: User) -> None:
    offered = dict(ProfileForm(instance=citizen).fields["language"].choices)  # type: ignore[attr-defined]
    assert sorted(offered) == ["de", "en"]
    form = ProfileForm({"display_name": "", "language": "hsb"}, instance=citizen)
    assert [error.code for error in form.errors["language"].as_data()] == ["invalid_choice"]


@pytest.mark.django_db
def test_a_language_chosen_earlier_is_shown_as_the_one_mails_come_in(client: Client, citizen: User) -> None:
    User.objects.filter(pk=citizen.pk).update(language="hsb")
    client.force_login(citizen)
    page = client.get(reverse("accounts:profile"))
    assert (page.status_code, page.context["form"]["language"].value()) == (200, "de")
