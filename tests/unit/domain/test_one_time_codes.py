"""One-time codes, found in texts as services write them, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.one_time_codes import code_in

#: Texts with the code of each, None for those that have none.
TEXTS: tuple[tuple[str, str | None], ...] = (
    # English
    ("Your Acme code is 483920", "483920"),
    ("Your Acme verification code:222222", "222222"),
    ("Your Acme verification code: 222222.", "222222"),
    ("222222 is your Acme verification code.", "222222"),
    ("G-123456 is your Google verification code.", "123456"),
    ("FB-48291 is your Facebook confirmation code", "48291"),
    ("Code: 123-456. Do not share it.", "123456"),
    ("Your login code is 123 456", "123456"),
    ("Your code is 1234", "1234"),
    ("Your one-time passcode is 87654321.", "87654321"),
    ("Use 9876 to sign in", "9876"),
    ("Use code 482913 to log in to Acme. It expires in 10 minutes.", "482913"),
    ("<#> Your ExampleApp code is: 123ABC78\nFA+9qCX9VSu", "123ABC78"),
    ("[Acme] 731604 is your OTP for a payment of $1,250.00.", "731604"),
    ("OTP 731604 for INR 5000 at SHOP. Valid 5 min.", "731604"),
    ("Acme: your security code is A1B2C3. Don't share it", "A1B2C3"),
    ("Enter R2D2F in Steam Guard: it is your access code.", "R2D2F"),
    ("Your PIN: 4821", "4821"),
    ("Your temporary password is 88213456", "88213456"),
    ("(Acme) Code 2481. Call 1-800-555-0199 if it was not you.", "2481"),
    ("Verification requested.\n\n650172\n\nNever give it to anybody.", "650172"),
    ("555 0123 is not you? Code: 904 113", "904113"),
    ("Acme code: 123456. Not you? Reply STOP to 29283.", "123456"),
    ("Card ending in 4242: your code is 913355", "913355"),
    ("Code 884422 for the card ending in 1234.", "884422"),
    ("Your code for order 55231 is 660341", "660341"),
    ("On 2026-11-20 at 14:02 you asked for a code: 334455", "334455"),
    ("2FA code = 100200", "100200"),
    ("Your code is 2026", "2026"),
    ("Your code is 0042.", "0042"),
    ("“771234” is your code", "771234"),
    ("Your code is *552010*", "552010"),
    ("Your code is １２３４５６", "123456"),
    ("Your code is 123\u00a0456", "123456"),
    ("Your code is 123\u2011456", "123456"),
    ("Your code is \u2068778899\u2069", "778899"),
    ("Your verification code is 1 2 3 4 5 6", "123456"),
    ("Your code is 12 34 56", "123456"),
    ("Your Acme code is 123456.\n\n@acme.example #123456", "123456"),
    ("Acme\n@acme.example #K7X2P9", "K7X2P9"),
    (
        "747723 is your ACME authentication code.\n@acme.example #747723 @ecommerce.example",
        "747723",
    ),
    ("Log in to Acme with 55012", "55012"),
    ("https://acme.example/v/884213 or enter the code 884213", "884213"),
    # French
    ("Votre code Acme est 483920", "483920"),
    ("Votre code de vérification est le 483920.", "483920"),
    ("Votre code de vérification : 483 920", "483920"),
    ("483920 est votre code de connexion Acme", "483920"),
    ("Acme : utilisez le code 4839 pour vous connecter.", "4839"),
    ("Code de sécurité\u00a0: 112233. Valable 10 minutes.", "112233"),
    ("Votre mot de passe à usage unique est 99012345", "99012345"),
    ("Votre NIP temporaire est 5521", "5521"),
    ("Votre code à usage unique : A1B2C3", "A1B2C3"),
    ("Paiement de 1250,00 € : votre code est 730011", "730011"),
    ("Carte se terminant par 4242. Code : 615243", "615243"),
    ("Commande 55231. Votre code de validation : 660341", "660341"),
    ("N’appelez pas le 514 555-0100. Votre code : 7788", "7788"),
    # Spanish
    ("Tu código de Acme es 483920", "483920"),
    ("Su código de verificación es: 483920", "483920"),
    ("483920 es tu código de acceso", "483920"),
    ("Código de seguridad: 4839. No lo compartas.", "4839"),
    ("Su clave temporal es 88213456", "88213456"),
    ("Tu contraseña de un solo uso es 771 234", "771234"),
    ("Usa 55012 para iniciar sesión en Acme", "55012"),
    ("Tarjeta terminada en 4242: código 615243", "615243"),
    ("Pedido 55231: tu código de confirmación es 660341", "660341"),
    ("G-654321 es tu código de verificación", "654321"),
    # German
    ("Ihr Code lautet 483920", "483920"),
    ("Ihr Bestätigungscode: 483920", "483920"),
    ("483920 ist dein Acme-Code", "483920"),
    ("Ihre TAN ist 112233 für die Überweisung von 1.250,00 EUR", "112233"),
    ("mTAN: 884211, gültig 5 Minuten", "884211"),
    ("Dein Einmalpasswort lautet 88213456", "88213456"),
    ("Sicherheitscode 4839. Gib ihn nicht weiter.", "4839"),
    ("Zum Anmelden bei Acme: 55012", "55012"),
    ("Karte mit der Endung 4242: Ihr Code ist 615243", "615243"),
    ("Bestellung 55231. Ihr Zugangscode ist 660341", "660341"),
    # Others
    ("O seu código é 483920", "483920"),
    ("Il tuo codice è 483920", "483920"),
    ("Je verificatiecode is 483920", "483920"),
    ("Twój kod: 483920", "483920"),
    ("Ваш код: 483920", "483920"),
    ("您的验证码是483920，请勿泄露", "483920"),
    ("認証コード:483920", "483920"),
    ("인증번호 [483920]", "483920"),
    ("رمز التحقق الخاص بك هو ٤٨٣٩٢٠", "483920"),
    # None: English
    ("no digits", None),
    ("See you at 14:02 on 2026-11-20", None),
    ("Call me at 438 555-0123", None),
    ("My new number is (514) 555-0100", None),
    ("Your order 483920 has shipped", None),
    ("Order no. 483920: enter it at the counter", None),
    ("Tracking number 12345678. Track it with this code on the site", None),
    ("Your card ending in 1234 was charged $45.00", None),
    ("Your Visa ending in 4242 needs a code: call us", None),
    ("Reply STOP to 29283 to end. No code is needed.", None),
    ("Text YES to 12345 for a code", None),
    ("Use promo code 202611 for 20% off", None),
    ("Use promo code SAVE2026 today", None),
    ("Discount code: 150150", None),
    ("Zip code 90210", None),
    ("Area code 4385 does not exist", None),
    ("Error code 5020. Try again.", None),
    ("The code was made in 2019, they say", None),
    ("Copyright 2026 Acme, code of conduct applies", None),
    ("The code costs 1500 $", None),
    ("Password changed on Nov 2026", None),
    ("Your code expires in 1800 seconds", None),
    ("Never share your code. Acme, 1250 Main Street, Springfield, is open all day for you.", None),
    ("Your invoice 20261120 is ready, ext. 4821", None),
    ("Conference: dial 514-555-0100 ext 1234", None),
    ("Your flight 1234 leaves at gate 4512", None),
    ("Meet me at 1250 Sherbrooke", None),
    ("Balance: 12345", None),
    ("Your verification is complete. Case 884213 is closed.", None),
    ("H2X 1Y4 is the postal code", None),
    ("https://acme.example/code/884213", None),
    ("Your code is on its way", None),
    ("Your code is 123", None),
    ("Your code is 1234567890123", None),
    # None: French
    ("Votre commande 483920 est prête", None),
    ("Carte se terminant par 1234 : achat de 45,00 $", None),
    ("Code postal 75001", None),
    ("Code promo 202611 : 20 % de rabais", None),
    ("Répondez ARRET au 29283", None),
    ("Colis 12345678 : suivi 88213456", None),
    ("Poste 4821, demandez le code", None),
    ("Facture 2207 payée, merci", None),
    ("Rendez-vous le 20/11/2026 à 14h30, code vestimentaire : décontracté", None),
    # None: Spanish
    ("Tu pedido 483920 está listo", None),
    ("Tarjeta terminada en 1234: compra de 45,00 €", None),
    ("Código postal 28013", None),
    ("Código promocional 202611", None),
    ("Responda ALTO al 29283", None),
    ("Llame al 514 555-0100", None),
    # None: German
    ("Ihre Bestellung 483920 ist unterwegs", None),
    ("Karte mit der Endung 1234: 45,00 EUR", None),
    ("Gutscheincode 202611: 20 % Rabatt", None),
    ("PLZ 10115 Berlin", None),
    ("Antworten Sie STOP an 29283", None),
    ("Sendungsnummer 12345678", None),
)


def test_there_are_a_hundred_and_more() -> None:
    assert len(TEXTS) >= 140


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=[text[:50] for text, _ in TEXTS])
def test_the_code_of_a_text(text: str, code: str | None) -> None:
    assert code_in(text) == code


@given(st.text())
def test_a_code_is_short_and_has_a_digit(text: str) -> None:
    code = code_in(f"{text} code {text}")
    assert code is None or 3 <= len(code) <= 32


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_any_six_digits_behind_the_word_are_one(code: str) -> None:
    assert code_in(f"Your Acme code: {code}. Do not share it.") == code
