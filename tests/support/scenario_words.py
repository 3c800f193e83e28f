"""Who writes to the workshop of the scenario, and what is said. Times are Toronto's, in 2026.

A line is `(day of November, time, way, words)`; `<` came in, `>` went out. A word in braces in
front names a file of `FILES`.
"""

from __future__ import annotations

from typing import NamedTuple

SHOP, OTTAWA, SUPPORT, FAX = "5145550100", "6135550150", "4385550175", "5145550190"
ZOE, DISPATCH, LEAK, MARC, HALCYON = (
    "4385550123", "6135550171", "6475550144", "4185550112", "6135550113",
)  # fmt: skip
CODE, PRIYA, NOEMIE = "29283", "4385550114", "4505550115"


class Said(NamedTuple):
    """One message, before it is on the account."""

    day: int
    time: str
    way: str
    words: str
    file: str = ""


class Talk(NamedTuple):
    """What was said between one DID and one contact; no `name` is a number nobody has named."""

    did: str
    contact: str
    name: str
    said: tuple[Said, ...]


class File(NamedTuple):
    """A file that came along: what it is, what is drawn, and its size in bytes."""

    mime: str
    extension: str
    drawn: str
    size: int


FILES = {
    "canoe": File("image/png", "png", "red", 812_000),
    "seam": File("image/png", "png", "yellow", 388_000),
    "memo": File("audio/mpeg", "mp3", "", 186_000),
    "long memo": File("audio/mpeg", "mp3", "", 334_000),
    "launch": File("video/mp4", "mp4", "", 640_000),
}


def _chat(day: int, first: str, *lines: str) -> tuple[Said, ...]:
    """Lines a few minutes apart, each beginning with its way."""
    hour, minute = map(int, first.split(":"))
    start = hour * 60 + minute
    return tuple(
        Said(day, f"{at // 60}:{at % 60:02}", line[0], line[2:])
        for at, line in ((start + 4 * place, line) for place, line in enumerate(lines))
    )


_NIGHT = _chat(
    20, "0:12",
    "< Truck 2 is back, six hulls for Ottawa", "> Bay 3, please",
    "< Bay 3 is full", "> Then bay 5. Wheels blocked?",
    "< Yes", "> Good. And the trailer?",
    "< Left light is out again", "> I will bring a bulb",
    "< The long straps are gone too", "> They are in the blue box",
    "< Found them", "> How many life vests are left?",
    "< 31", "> That is enough for the camp",
    "< Gate code still the old one?", "> The old one until Monday",
    "< OK", "> Go home when you are done",
    "< Paperwork?", "> Leave it on my desk",
    "< Done. Good night", "> Good night, and thanks",
    "< Who locks up?", "> I do",
)  # fmt: skip

#: Until ten in the morning of the Friday.
TALKS = (
    Talk(SHOP, ZOE, "Zoé Tremblay", (
        Said(19, "16:41", "<", "Bonjour ! Mon vieux canot prend l’eau par le fond. Ça se répare ?"),
        Said(19, "16:52", ">", "D’habitude, oui. Avez-vous une photo ?"),
    )),
    Talk(OTTAWA, DISPATCH, "Dispatch [night]", _NIGHT),
    Talk(SHOP, LEAK, "", (
        Said(18, "11:20", "<", "Hi, do you repair inflatable boats as well?"),
        Said(18, "11:31", ">", "Only hard hulls, sorry. Anything with a keel, we fix."),
    )),
    Talk(SHOP, MARC, "Marc-André Gélinas", _chat(
        20, "8:05",
        "< Bonjour, ma pagaie est-elle prête ?", "> Le vernis sèche encore",
        "< Aujourd’hui ?", "> Oui, vers midi",
        "< Et la housse ?", "> Elle est cousue",
        "< Combien pour les deux ?", "> 85 $ avec les taxes",
        "< Parfait", "> Je vous fais signe",
    )),
    Talk(OTTAWA, HALCYON, "Halcyon Outfitters", _chat(
        20, "8:31",
        "< Any news of our spray skirts?", "> All six are sewn",
        "< Which colours?", "> Four black, two red",
        "< Can we have three and three?", "> Yes, I will change one",
        "< You are kind", "> It is a zip, nothing more",
        "< When do they ship?", "> I will tell you before noon",
        "< Thanks!", "> Any time",
    )),
    Talk(SUPPORT, PRIYA, "Priya Raman", _chat(
        20, "9:02",
        "< The rear hatch whistles above five knots", "> Is the seal dry?",
        "< It has a crack", "> Then it wants a new one",
        "< Do you have it?", "> Let me look",
        "< No hurry", "> We order it today",
    )),
    Talk(SHOP, NOEMIE, "Noémie Côté", _chat(
        20, "8:44",
        "< Le canot est arrivé, il est superbe", "> Quel plaisir !",
        "< Je le mets à l’eau demain", "> Attendez dimanche, pour la colle",
        "< Bien compris", "> Serrez aussi les vis du siège",
        "< Merci de tout cœur", "> À vous de jouer",
        "< Une dernière chose : le cirage ?", "> Une fois par an suffit",
        "< Noté", "> Et jamais en plein soleil",
        "< Entendu", "> Bonne fin de semaine !",
    )),
    Talk(OTTAWA, "8195550116", "Camp du Lac-aux-Cèdres", (
        Said(19, "10:20", ">", "Combien de gilets pour juillet ?"),
        Said(20, "9:12", "<", "", "long memo"),
    )),
    Talk(SHOP, "4185550117", "Jean-François Bélisle", (
        Said(19, "16:20", "<", "Je peux laisser la remorque chez vous samedi ?"),
        Said(19, "16:58", ">", "Oui, la cour est ouverte."),
    )),
    Talk(SUPPORT, "4385550118", "Ingrid Solheim", (
        Said(19, "14:40", ">", "Try a drop of oil on the hinge of the rudder."),
        Said(19, "15:05", "<", "That did it, thanks! The front one still squeaks when it is cold."),
    )),
    Talk(OTTAWA, "8195550162", "", (
        Said(19, "12:08", "<", "Do you rent boats by the hour?"),
    )),
    Talk(SHOP, "5145550119", "Amira Haddad", (
        Said(18, "18:30", "<", "first outing at Oka", "launch"),
    )),
    Talk(SUPPORT, "8195550120", "Coop Rivière-Rouge", (
        Said(18, "10:02", ">", "Bonjour, un mot au sujet de la facture 3318."),
        Said(18, "11:47", "<", "Elle est réglée depuis lundi."),
    )),
    Talk(OTTAWA, "6135550121", "Tom Okafor", (
        Said(17, "9:31", "<", "Where do I find you?"),
        Said(17, "9:44", ">", "North pier, the green shed"),
    )),
    Talk(SHOP, "4505550124", "Chloé D’Amours", (
        Said(16, "13:15", "<", "Est-ce que vous louez des pagaies ?"),
    )),
)  # fmt: skip

FIRST_NAMES = (
    "Adèle", "Bruno", "Carmen", "Devon", "Élise", "Farid", "Gwen",
    "Hugo", "Isla", "Joël", "Kim", "Léa", "Marcus", "Nadia",
)  # fmt: skip
LAST_NAMES = (
    "Arsenault", "Beaulieu", "Chen", "Desjardins", "Eastman", "Fortin", "Gagné",
    "Hussain", "Iverson", "Jutras", "Keller", "Lavoie", "Morin", "Nguyen",
)  # fmt: skip
AREAS = ("236", "343", "365", "367", "428", "506", "709", "782", "873", "902")

#: What older conversations are about, in turn.
OLDER = (
    ("< Bonjour, faites-vous l’entretien des voiles ?", "> Non, mais à côté de chez nous, oui."),
    ("< Is the red tandem still for sale?", "> It is! Come and try it.", "< Saturday then"),
    ("> Votre commande est prête.", "< Merci, je passe mardi."),
    ("< Lost my drain plug, do you carry them?", "> Two sizes, 4 $ each."),
    ("> Rappel : entreposage payable avant le 30.", "< C’est fait !"),
    ("< The new seat is great, thank you", "> Glad to hear it."),
    ("< Quelle colle pour le kevlar ?", "> De l’époxy, jamais de polyester."),
    ("> Your boat is in slot 12 for the winter.", "< Perfect, see you in May."),
    ("< Livrez-vous à Gatineau ?", "> Oui, le mercredi."),
)
