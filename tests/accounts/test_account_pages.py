"""The pages of one's account: what they offer, and in which words."""

import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from notifications.models import Delivery
from tests import make

pytestmark = pytest.mark.django_db

EMAIL = "/en/konto/email/"
SIGN_IN = "/en/konto/login/"


@pytest.fixture
def at_home(client: Client, citizen: User) -> Client:
    """Signed in, and once more with the password, as changing an address asks for."""
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    client.post("/en/konto/reauthenticate/", {"password": make.PASSWORD})
    return client


def offered(client: Client) -> list[str]:
    """What the buttons of the page about addresses do."""
    main = client.get(EMAIL).content.decode().split("<main")[1].split("</main>")[0]
    return re.findall(r'name="(action_\w+)"', main)


def test_one_address_can_be_changed_and_nothing_else(at_home: Client) -> None:
    assert offered(at_home) == ["action_add"]


def test_a_new_address_takes_the_place_of_the_old_one(at_home: Client, citizen: User) -> None:
    confirm = at_home.post(EMAIL, {"email": "neu@example.org", "action_add": "1"})["Location"]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [citizen.email]
    (code,) = re.findall(r"\b[A-Z]{4}-[A-Z]{4}\b", Delivery.objects.get(to="neu@example.org").body)
    at_home.post(confirm, {"code": code})
    citizen.refresh_from_db()
    assert (citizen.email, [address.email for address in EmailAddress.objects.all()]) == (
        "neu@example.org",
        ["neu@example.org"],
    )
    # The old address is told.
    assert Delivery.objects.get(kind="email_changed").to == "katrin@example.org"


def test_of_several_addresses_one_is_chosen_and_others_removed(at_home: Client, citizen: User) -> None:
    EmailAddress.objects.create(user=citizen, email="zweite@example.org", verified=True)
    assert offered(at_home) == ["action_primary", "action_remove", "action_add"]
    at_home.post(EMAIL, {"email": "zweite@example.org", "action_primary": "1"})
    citizen.refresh_from_db()
    assert citizen.email == "zweite@example.org"
    at_home.post(EMAIL, {"email": "katrin@example.org", "action_remove": "1"})
    assert [address.email for address in EmailAddress.objects.all()] == ["zweite@example.org"]


def test_an_address_not_confirmed_can_be_confirmed_or_removed(at_home: Client, citizen: User) -> None:
    EmailAddress.objects.create(user=citizen, email="zweite@example.org", verified=False)
    assert offered(at_home) == ["action_send", "action_remove", "action_add"]


def words(page: str) -> str:
    """What a person reads: title, headings, labels, buttons."""
    return unescape(re.sub(r"<[^>]*>|\s+", " ", page))


def test_one_word_for_each_thing_in_english(at_home: Client, citizen: User) -> None:
    typed = {"email": "neu@example.org", "password1": make.PASSWORD}
    asking = (SIGN_IN, "/en/konto/signup/", "/en/konto/login/code/", "/en/konto/password/reset/")
    answers = {
        **{path: Client().get(path) for path in (*asking, "/en/konto/password/reset/done/")},
        **{f"code of {path}": Client().post(path, typed, follow=True) for path in asking[1:]},
        "wrong address": Client().post(SIGN_IN, {"login": "keine-adresse", "password": "x"}),
        "wrong password": Client().post(SIGN_IN, {"login": citizen.email, "password": "x"}),
        EMAIL: at_home.get(EMAIL),
        "one's own address": at_home.post(EMAIL, {"email": citizen.email, "action_add": "1"}),
    }
    read = {name: words(answer.content.decode()) for name, answer in answers.items()}
    assert [name for name, page in read.items() if "E-mail" not in page] == []
    odd = re.compile(r"Sign ?[UI]\w*|Signup|Sign-\w+|\b[Ee]mail\b")
    assert {name: found for name, page in read.items() if (found := odd.findall(page))} == {}


@pytest.mark.parametrize("path", ["signup", "login/code", "password/reset"])
def test_a_page_for_a_code_has_a_heading_and_a_way_to_a_new_one(path: str, client: Client, citizen: User) -> None:
    typed = {"email": "neu@example.org", "password1": make.PASSWORD}
    main = client.post(f"/en/konto/{path}/", typed, follow=True).content.decode().split("<main")[1].split("</main>")[0]
    (heading,) = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", main)
    assert heading
    assert main.count("Request a new code") == 1
