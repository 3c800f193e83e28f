"""Ordinary exchanges with a boat workshop, which fill the demo's threads."""

from mmstui.simulator.demo.script import Language

EXCHANGES: dict[Language, tuple[str, ...]] = {
    "fr": (
        """
        < Bonjour, est-ce que la commande $n est prête ?
        > Oui, vous pouvez passer à partir de $h.
        < Super, à $day !
        """,
        """
        < Vous êtes ouverts $day ?
        > De 8 h à 17 h, comme d'habitude.
        """,
        """
        > La résine est arrivée, on commence $day.
        < Excellente nouvelle !
        > On vous envoie une photo quand c'est poncé.
        """,
        """
        < J'ai oublié ma casquette à l'atelier 🙈
        > Elle est accrochée à côté de la porte.
        """,
        """
        < Quelle longueur de pagaie pour 1 m 72 ?
        > 220 cm pour un kayak étroit, 230 s'il est large.
        < Et en bois ?
        > Même chose. Le frêne est plus souple, le cèdre plus léger.
        """,
        """
        < Le dépôt de 200 $$ est fait, facture $n.
        > Bien reçu, merci !
        """,
        """
        > Petit rappel : votre bateau doit sortir de la cour d'ici $day.
        < Je viens le chercher à $h
        """,
        """
        < Le vernis colle encore un peu, c'est normal ?
        > Avec cette humidité, oui. Encore deux jours à l'ombre.
        < Ok, on est patients
        """,
        """
        < Avez-vous une jupe taille 1.7 ?
        > Il en reste une, noire. Je la mets de côté ?
        < Oui svp !
        """,
        """
        < Il pleut à boire debout. On remet l'essai ?
        > On remet à $day, même heure.
        """,
        """
        > Combien de trous pour les cale-pieds ?
        < Quatre par côté
        > Noté.
        """,
        """
        < {lake} L'eau est comme un miroir ce matin
        > Chanceux !
        """,
        """
        < Le gouvernail est croche depuis le voyage à Tadoussac.
        > Apportez-le, ça se redresse à chaud en dix minutes.
        < Vous me sauvez la vie
        """,
        """
        > Bon matin ! Le devis $n est dans votre courriel.
        < Je regarde ça ce soir.
        < C'est bon pour nous. On y va !
        """,
    ),
    "en": (
        """
        < Hi, is order $n ready?
        > It is. Any time after $h.
        < See you $day then
        """,
        """
        < Are you open on $day?
        > 8 to 5, as always.
        """,
        """
        > The gel coat came in, we start $day.
        < Great news!
        > You will get a picture once it is sanded.
        """,
        """
        < Left my thermos on your bench, the dented one
        > It is having tea with our cat. Safe until you come.
        """,
        """
        < What paddle length for a 24 inch beam?
        > 230 cm. 240 if you sit high.
        < Thanks, going with 230
        """,
        """
        < Deposit sent for invoice $n
        > Got it, thank you!
        """,
        """
        > Friendly reminder: storage runs out on $day.
        < I will pick her up at $h
        """,
        """
        < Is two coats of varnish enough for salt water?
        > Four. Your future self will thank you.
        """,
        """
        < Do you have a 1.7 spray skirt in stock?
        > One left, in black. Shall I put it aside?
        < Yes please!
        """,
        """
        < Wind is 30 knots, are we still going out?
        > We are going out for coffee instead. Lesson moves to $day.
        """,
        """
        > Which side do you want the rod holder on?
        < Right side, behind the seat
        > Done.
        """,
        """
        < {boat} She floats!
        > She does! Well done.
        """,
        """
        < The drain plug is gone. What size is it?
        > Three quarters of an inch, coarse thread. We have a jar of them.
        < Of course you do
        """,
        """
        > Morning! Quote $n is in your inbox.
        < Looks fair. Go ahead.
        """,
    ),
}

ARRIVALS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Je peux passer vers 9 h ?",
        "Est-ce que l'atelier est ouvert en fin de semaine ?",
        "J'arrive dans dix minutes, la circulation est terrible",
        "Merci pour hier, le canot file tout droit !",
        "Avez-vous reçu mon courriel pour la commande $n ?",
        "On part $day pour une semaine, le kayak sera prêt ?",
        "Petite question : le vernis, on le dilue ou pas ?",
        "Bonne nouvelle, la glace est partie 🎉",
        "Je suis devant la porte verte",
        "Le chien a mangé la sangle 🐕 Vous en vendez ?",
    ),
    "en": (
        "Could I come by at 9?",
        "Is the launch ramp open yet?",
        "Running ten minutes late, sorry!",
        "Thanks for yesterday, she tracks dead straight now",
        "Did you get my email about order $n?",
        "We leave on $day, will the kayak be ready?",
        "Quick one: thin the varnish or not?",
        "Ice is out! 🎉",
        "I'm at the green door",
        "The dog ate the strap 🐕 do you sell those?",
    ),
}

CAPTIONS: dict[Language, tuple[str, ...]] = {
    "fr": ("Regardez ça !", "Vu ce matin", "Qu'en pensez-vous ?", ""),
    "en": ("Look at this!", "Seen this morning", "What do you think?", ""),
}

REPLIES: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Parfait, merci !",
        "Super, à tantôt 👍",
        "D'accord, c'est noté.",
        "Vous êtes rapides ! Merci.",
        "Ok, je vous confirme ça ce soir.",
        "Merci beaucoup, bonne journée !",
    ),
    "en": (
        "Perfect, thanks!",
        "Great, see you soon 👍",
        "OK, noted.",
        "That was quick! Thank you.",
        "Let me confirm tonight.",
        "Thanks so much, have a good one!",
    ),
}

ANSWERS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Oui, ça me va.",
        "Plutôt $day, si possible ?",
        "Vers $h, ça irait ?",
        "Bonne question, je demande à ma blonde 😄",
    ),
    "en": (
        "Yes, works for me.",
        "Could we make it $day?",
        "Around $h maybe?",
        "Good question, let me ask at home 😄",
    ),
}
"""Replies to a text with a question mark."""

PRAISE: dict[Language, tuple[str, ...]] = {
    "fr": ("Wow, belle photo !", "On voit très bien, merci !", "C'est encore plus beau en vrai ?"),
    "en": ("Wow, nice picture!", "Very clear, thank you!", "Is it even better in real life?"),
}
"""Replies to a picture."""
