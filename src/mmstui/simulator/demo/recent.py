"""Contacts of the last days, newest first, with their last exchange."""

from mmstui.simulator.demo.numbers import LONG_THREAD, SHOP, SHORT_CODE, SUPPORT, ZOE
from mmstui.simulator.demo.script import Person

RECENT = (
    Person(
        "Zoé Tremblay",
        ZOE,
        SHOP,
        "fr",
        """
        < Bonjour ! Ma chaloupe prend l'eau depuis la fin de semaine. Vous réparez le polyester ?
        > Presque toujours, oui. Une photo ?
        < {boat} C’est là, près de la proue.
        < {memo}
        > Merci, on voit bien la fissure. Comptez deux jours de séchage et un jour de résine.
        < Parfait, demain matin !
        """,
    ),
    Person(
        "Dispatch [night]",
        "6135550150",
        SUPPORT,
        "en",
        """
        < Trailer 4 is back in the yard, left light is out again
        > on my way, 20 min
        < [/] a [@click=app.quit]x[/]
        """,
    ),
    Person(
        "",
        "6475550144",
        SHOP,
        "en",
        """
        < {leak} the leak at the seam, it is worse since yesterday
        > Thanks. Please keep it out of the water until we have had a look.
        < Will do 👍
        """,
    ),
    Person(
        "Marc-André Gélinas",
        LONG_THREAD,
        SHOP,
        "fr",
        """
        < As-tu fini le vernis de la pagaie pour M. Okafor ?
        > La dernière couche sèche. Votre pagaie est prête demain, promis.
        """,
    ),
    Person(
        "Halcyon Outfitters",
        "8025550118",
        SHOP,
        "en",
        """
        < Morning! Any word on our six spray skirts?
        > Order 1182 ships today, you should have it by Thursday.
        < You are the best. Same address as last time.
        """,
    ),
    Person(
        "",
        SHORT_CODE,
        SUPPORT,
        "en",
        """
        < Your code is 483920. It is good for ten minutes. Nobody from us will ask you for it.
        """,
    ),
    Person(
        "Priya Raman",
        "4165550161",
        SUPPORT,
        "en",
        """
        < The hatch cover still whistles above 5 knots 😅
        > That one is new to me. We will call you back this afternoon.
        """,
    ),
    Person(
        "Noémie Côté",
        "5145550137",
        SHOP,
        "fr",
        """
        < J'ai récupéré le canot, il est magnifique !
        > Merci, bonne journée !
        """,
    ),
    Person(
        "Camp du Lac-aux-Cèdres",
        "8195550112",
        SHOP,
        "fr",
        """
        > Combien de gilets pour le groupe de juillet ?
        < 24 enfants et 6 moniteurs. Les petites tailles surtout.
        < {lake} Le quai ce matin, on vous attend avec le café ☕
        """,
    ),
    Person(
        "Jean-François Bélisle",
        "4185550126",
        SHOP,
        "fr",
        """
        < Est-ce que je peux laisser la remorque dans la cour samedi ?
        > C'est noté pour samedi.
        """,
    ),
    Person(
        "Ingrid Solheim",
        "9025550153",
        SUPPORT,
        "en",
        """
        > Try loosening the second screw a quarter turn before you pull the rudder cable.
        < Thank you, it works now! The second screw was the trick.
        """,
    ),
    Person("", "8195550162", SHOP, "en", "< Do you rent tandem kayaks?"),
    Person(
        "Amira Haddad",
        "5145550104",
        SHOP,
        "fr",
        """
        < {sunset} La mise à l'eau à Oka, hier soir. Merci encore à toute l'équipe ! 🛶
        > Quelle lumière ! On peut la mettre au mur de l'atelier ?
        < Avec plaisir
        """,
    ),
    Person(
        "Coop Rivière-Rouge",
        "8195550147",
        SUPPORT,
        "fr",
        """
        > Bonjour, un petit rappel pour la facture 2207.
        < La facture 2207 est payée.
        """,
    ),
    Person(
        "Tom Okafor",
        "6135550129",
        SHOP,
        "en",
        """
        < Which slip are you at?
        > See you at the dock, slip 14
        """,
    ),
    Person("Chloé D’Amours", "4505550109", SHOP, "fr", "< Avez-vous des gilets enfant ?"),
)
