"""Ready sentences for each rule and for questions; staff can change them in the administration."""

from django.db import migrations

# By the key of the rule; the last without one are questions.
SENTENCES = {
    "respekt": [
        ("In Ihrem Text werden andere Menschen beleidigt oder verhöhnt.",
         "Your text insults or mocks other people."),
        ("In Ihrem Text wird jemandem Gewalt oder ein anderer Schaden angedroht.",
         "Your text threatens somebody with violence or other harm."),
    ],
    "menschenwuerde": [
        ("Ihr Text setzt Menschen wegen ihrer Herkunft, Sprache, Religion, Behinderung, ihres Geschlechts oder ihrer Lebensweise herab.",
         "Your text degrades people for their origin, language, religion, disability, gender or way of life."),
    ],
    "persoenliche-angaben": [
        ("In Ihrem Text stehen persönliche Angaben über andere Menschen, zum Beispiel Name, Adresse oder Telefonnummer.",
         "Your text holds personal data about other people, such as a name, an address or a telephone number."),
        ("Auf einem Ihrer Bilder ist jemand zu erkennen, der dem wahrscheinlich nicht zugestimmt hat.",
         "One of your pictures shows somebody who has probably not agreed to it."),
    ],
    "recht": [
        ("Ihr Text enthält Aussagen, die gegen ein Gesetz verstoßen.",
         "Your text says things that are against the law."),
        ("Ihr Text oder ein Bild stammt offenbar von jemand anderem, und eine Erlaubnis ist nicht zu erkennen.",
         "Your text or a picture seems to be somebody else's, and no permission can be seen."),
    ],
    "werbung": [
        ("Ihr Text wirbt für eine Ware, einen Dienst oder ein Unternehmen.",
         "Your text advertises goods, a service or a company."),
        ("Ihr Text wirbt für eine Partei oder eine Person, die zur Wahl steht.",
         "Your text advertises a political party or somebody who stands for election."),
    ],
    "thema": [
        ("Ihr Text hat nichts mit der Zukunft der Lausitz zu tun.",
         "Your text is not about the future of the Lausitz."),
        ("Aus Ihrem Text geht nicht hervor, was Sie vorschlagen.",
         "It is not clear from your text what you propose."),
    ],
    "": [
        ("Was genau schlagen Sie vor? Ein oder zwei Sätze mehr würden uns helfen.",
         "What exactly do you propose? One or two more sentences would help us."),
        ("Für welchen Ort oder welche Gemeinde gilt Ihre Idee?",
         "For which place or municipality is your idea meant?"),
        ("In Ihrem Text stehen Namen anderer Menschen. Können Sie Ihre Idee auch ohne diese Namen beschreiben?",
         "Your text names other people. Can you describe your idea without these names?"),
    ],
}  # fmt: skip


def seed(apps, schema_editor):
    Rule, Sentence = apps.get_model("ideas", "Rule"), apps.get_model("ideas", "Sentence")
    for key, sentences in SENTENCES.items():
        rule = Rule.objects.filter(key=key).first() if key else None
        if key and rule is None:
            continue
        for number, (german, english) in enumerate(sentences, start=1):
            Sentence.objects.create(rule=rule, text={"de": german, "en": english}, position=10 * number)


class Migration(migrations.Migration):
    dependencies = [("ideas", "0019_decisions_taken_back"), ("ideas", "0008_netiquette")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
