"""Contacts of earlier in the month, newest first, with their last exchange."""

from mmstui.simulator.demo.numbers import SHOP, SUPPORT
from mmstui.simulator.demo.script import Person

EARLIER = (
    Person(
        "Étienne Lacasse",
        "8735550114",
        SHOP,
        "fr",
        """
        < Le siège arrière grince quand je pagaie à gauche.
        > Une goutte de cire sur le rail, et ça disparaît.
        < Magique ! ✨
        """,
    ),
    Person(
        "Grace Whitfield",
        "5185550171",
        SHOP,
        "en",
        """
        < {boat} Found her in my uncle's barn. Cedar strip, 1961 I think. Worth saving?
        > Absolutely worth saving. Bring her in, no charge for a look.
        """,
    ),
    Person(
        "Luc Bergeron",
        "5795550133",
        SUPPORT,
        "fr",
        """
        < Le lien de paiement ne marche pas sur mon téléphone
        > Je vous en envoie un nouveau tout de suite.
        < Reçu. C'est payé.
        """,
    ),
    Person(
        "Maison du Kayak",
        "4185550188",
        SHOP,
        "fr",
        """
        < Il nous manque 3 jupes sur la livraison de mardi : 2 bleues, 1 rouge.
        > Elles étaient dans le deuxième carton, sous les pagaies.
        < Ah ! Trouvées. Désolé.
        """,
    ),
    Person(
        "Wei Zhang 張偉",
        "6475550107",
        SHOP,
        "en",
        """
        < 你好! Is the workshop open on Sunday? 🙂
        > Hello! Sunday from 10 to 2, yes.
        < 謝謝 🙏
        """,
    ),
    Person(
        "Sûreté nautique QC",
        "4185550165",
        SUPPORT,
        "fr",
        """
        < Rappel : l'inspection de vos embarcations de location est prévue mardi à 9 h.
        > Bien reçu, tout sera sur les tréteaux.
        """,
    ),
    Person(
        "Olivia Park",
        "2125550119",
        SHOP,
        "en",
        """
        < Hi, can you ship a 230 cm paddle to Brooklyn?
        > We can, in two parts. Shipping is 38 dollars.
        < Deal.
        """,
    ),
    Person(
        "Gaston Thériault",
        "5065550138",
        SHOP,
        "fr",
        """
        < {leak} Ça, c'est le fond. Le caillou a gagné.
        > Aïe. Rien de grave, la fibre n'est pas percée.
        """,
    ),
    Person("", "4385550196", SHOP, "fr", "< bonsoir cest combien pour un canot usagé svp"),
    Person(
        "Hannah Goldberg",
        "5145550158",
        SUPPORT,
        "en",
        """
        < Liked “Your rack is ready for pick-up”
        > 😊
        """,
    ),
    Person(
        "Atelier du Cèdre",
        "8195550183",
        SHOP,
        "fr",
        """
        < On a reçu du beau frêne blanc, 2 pouces. Je t'en garde ?
        > Garde-m'en dix pieds !
        < C'est fait. 50% de rabais sur les bouts courts, 1+1 gratuit.
        """,
    ),
    Person(
        "Daniel O'Rourke",
        "9055550121",
        SHOP,
        "en",
        """
        < It's Dan. I'm outside, can't find the door
        > Green door, round the back, past the 'No Boats' sign.
        < Found it. Who paints a sign like that?
        """,
    ),
    Person(
        "Véronique Asselin",
        "5815550102",
        SHOP,
        "fr",
        """
        < Les enfants ont adoré le cours de pagaie. Est-ce qu'il y en a un autre en août ?
        > Les 8 et 22 août, de 10 h à midi.
        < Deux places pour le 8, s'il vous plaît
        > C'est réservé.
        """,
    ),
    Person(
        "Client [bold red]VIP[/]",
        "3435550186",
        SHOP,
        "en",
        r"""
        < [link=https://example.com]click[/link] C:\boats\new \[not bold] {braces} `ticks` $$HOME
        > Received, in all its glory.
        """,
    ),
    Person(
        "Samira Benali",
        "5145550173",
        SUPPORT,
        "fr",
        """
        < Le site affiche une erreur quand je choisis la couleur.
        > C'est réparé, merci de l'avoir signalé !
        """,
    ),
    Person(
        "Robert Kanehsatake-Roy",
        "4505550180",
        SHOP,
        "en",
        """
        < The birch bark arrived. Two sheets have a split, the rest is perfect.
        > Keep the split ones, no charge, good for patching.
        < Niá:wen.
        """,
    ),
    Person(
        "Julie Fortin-Lemay",
        "3675550149",
        SHOP,
        "fr",
        """
        < {lake} Camping au lac Édouard. Le kayak tient la charge, même avec le chien 🐕
        > Il a l'air d'un capitaine !
        """,
    ),
    Person(
        "Ottawa River Runners",
        "6135550168",
        SHOP,
        "en",
        """
        < Can you hold 8 helmets for us, mixed sizes?
        > Held until Friday under your name.
        """,
    ),
    Person(
        "",
        "7055550195",
        SUPPORT,
        "en",
        """
        < \x1b[2J\x1b]0;owned\x07\u202etxet ni sedoc\u202c and a tab\there
        """,
    ),
    Person(
        "Mathilde Roy",
        "5145550115",
        SHOP,
        "fr",
        """
        < Je suis passée, c'était fermé ?
        > On était à la rivière pour un essai. De retour à 15 h, désolés !
        < Pas de souci, je reviens
        """,
    ),
    Person(
        "Carlos Mendes",
        "6175550154",
        SHOP,
        "en",
        """
        < Do you still have the red Prospector?
        > Sold this morning, sorry. A green one comes in next week.
        < Put my name on it!
        """,
    ),
    Person(
        "Pourvoirie Lac-Brochet",
        "8195550128",
        SHOP,
        "fr",
        """
        < Douze chaloupes à hiverner cette année. Même prix ?
        > Même prix, et on passe les prendre.
        """,
    ),
    Person(
        "Sophie & Alex",
        "4505550167",
        SHOP,
        "fr",
        """
        < {sunset} On s'est fiancés sur le lac !!! 💍 Le canot y est pour beaucoup
        > Félicitations à vous deux !! 🎉
        """,
    ),
    Person(
        "Ken Yamamoto",
        "9025550177",
        SUPPORT,
        "en",
        """
        < What glue for a neoprene gasket?
        > Contact cement, two thin coats, wait until it is dry to the touch.
        """,
    ),
    Person(
        "Transport Boréal",
        "4185550131",
        SUPPORT,
        "fr",
        """
        < Colis 77120 livré à la porte arrière.
        > Merci !
        """,
    ),
    Person(
        "Isabelle Ouellet",
        "5815550143",
        SHOP,
        "fr",
        """
        < Combien pour refaire le cannage de deux sièges ?
        > 95 $$ chacun, prêts en une semaine.
        < Je vous les apporte $day.
        """,
    ),
    Person(
        "Fiona MacLeod",
        "9025550106",
        SHOP,
        "en",
        """
        < My daughter named the kayak Pickle. Can you paint that on?
        > In pickle green, of course.
        """,
    ),
    Person(
        "Réjean Boudreau",
        "5065550116",
        SHOP,
        "fr",
        """
        < La pompe de cale est repartie toute seule. Merci pour le tuyau !
        """,
    ),
    Person(
        "Lake Placid Paddle Club",
        "5185550140",
        SHOP,
        "en",
        """
        < {lake} Race morning. Eleven of your boats on the line.
        > Good luck to all eleven!
        < 2nd, 3rd and 7th 🥈🥉
        """,
    ),
    Person(
        "Nadia Petrov",
        "4385550111",
        SUPPORT,
        "en",
        """
        < Please stop sending me the newsletter
        > You are off the list. Sorry about that.
        """,
    ),
    Person("", "5795550199", SHOP, "fr", "< Mauvais numéro, désolé"),
)
