"""Texts of many languages: what is typed to find them, and what looks like it and is not there."""

from __future__ import annotations

from typing import Final, NamedTuple


class Found(NamedTuple):
    """A text, everything that finds it, and what must not."""

    language: str
    text: str
    finds: tuple[str, ...]
    misses: tuple[str, ...] = ()


LANGUAGES: Final = (
    Found(
        "French",
        "Ma sœur a bon cœur, c’est déjà Noël. L’été à l’île",
        (
            "soeur",
            "COEUR",
            "sœur",
            "deja",
            "noel",
            "l'ete",
            '"l ile"',
            "ile",
            "c'est",
        ),
        ("soeurs", "ur", "leau"),
    ),
    Found(
        "Danish",
        "Rødgrød på Ærø, Ålborg",
        ("rodgrod", "RØDGRØD", "aero", "ærø", "alborg"),
        ("rod-grod",),
    ),
    Found(
        "German",
        "Die Straße heißt GROẞE Gasse, schöne Grüße",
        (
            "strasse",
            "STRASSE",
            "straße",
            "grosse",
            "große",
            "gruss",
            "schone",
            "grüsse",
        ),
        ("strase",),
    ),
    Found(
        "Icelandic",
        "Það er gott veður, Þórður",
        ("thad", "það", "vedur", "thordur", "ÞÓRÐUR"),
        ("pad",),
    ),
    Found(
        "Polish",
        "Zażółć gęślą jaźń, Łódź",
        ("zazolc", "ges", "gesla", "lodz", "ŁÓDŹ", "jazn"),
        ("zazozc",),
    ),
    Found(
        "Croatian", "Đurđa čeka žabu, ǆep", ("durda", "đurđa", "ceka", "dzep", "džep"), ("djurdja",)
    ),
    Found("Czech", "Příliš žluťoučký kůň", ("prilis", "zlutoucky", "KŮŇ", "kun"), ("kuna",)),
    Found(
        "Turkish",
        "İstanbul'da ışık, IŞIK, Diyarbakır",
        (
            "istanbul",
            "İSTANBUL",
            "isik",
            "ışık",
            "diyarbakir",
            "DİYARBAKIR",
        ),
        ("istambul",),
    ),
    Found(
        "Vietnamese",
        "Đặng Thị Hường đi chợ, trường ư",
        ("dang", "đặng", "huong", "cho", "truong", "u"),
        ("dạng thi xa",),
    ),
    Found(
        "Catalan",
        "La col·lecció, la co\u0140lecció, paral·lel",
        (
            "colleccio",
            "col·lecció",
            "parallel",
            "CO\u013fLECCIÓ",
        ),
        ("paralel",),
    ),
    Found(
        "Dutch",
        "Het \u0132sselmeer, \u0133s en ijs",
        ("ijsselmeer", "IJS", "\u0132S"),
        ("ysselmeer",),
    ),
    Found(
        "Maltese",
        "Il-Ħamrun u Għawdex, żgħir",
        ("hamrun", "ghawdex", "zghir", "ĦAMRUN"),
        ("hammrun",),
    ),
    Found("Hausa", "Ɓarawo, ɗaki, ƙasa", ("barawo", "daki", "kasa", "ƙasa"), ("ɓawo",)),
    Found(
        "Greek",
        "Καλημέρα! ΟΔΟΣ, οδός, άνθρωπος, Μαΐου",
        (
            "καλημερα",
            "ΚΑΛΗΜΈΡΑ",
            "οδος",
            "οδοσ",
            "ανθρωποσ",
            "μαιου",
            "ΆΝΘΡΩΠΟΣ",
        ),
        ("καλησπερα",),
    ),
    Found(
        "Russian",
        "Мой брат любит ёлку, за́мок",
        ("мой", "елку", "ЁЛКУ", "замок", "брат"),
        ("мои", "бра́ты"),
    ),
    Found(
        "Ukrainian",
        "Її м’ята, ґанок, Київ",
        ("її", "м'ята", "мʼята", "ґанок", "київ"),
        ("іі", "киів"),
    ),
    Found("Bulgarian", "ѝ каза: Здравей", ("и", "каза", "здравей"), ("здравеи",)),
    Found("Macedonian", "Ќе дојде Ѓорѓи", ("ќе", "ѓорѓи"), ("ке", "горги")),
    Found(
        "Hebrew", "שָׁלוֹם לְכֻלָּם, מלך, צה״ל", ("שלום", "שלומ", "לכלם", "שָׁלוֹם", "מלכ", "צה״ל"), ("שלון",)
    ),
    Found(
        "Arabic",
        "مُحَمَّدٌ في الـمـدرسة إلى أحمد، آمن على",
        (
            "محمد",
            "مُحَمَّد",
            "المدرسه",
            "المدرسة",
            "الي",
            "احمد",
            "أحمد",
            "امن",
            "علي",
            "ﻣﺤﻤﺪ",
        ),
        ("محمود",),
    ),
    Found(
        "Persian",
        "می‌خواهم کتاب یک ۱۲۳",
        ("میخواهم", "می‌خواهم", "كتاب", "يك", "123", "۱۲۳"),
        ("نمیخواهم",),
    ),
    Found("Urdu", "میں ہوں ٹھیک", ("میں", "ہوں", "ٹھیک"), ("ٹہیک",)),
    Found(
        "Hindi",
        "मैंने कहा कि मैं ज़रूर आऊँगा",
        ("मैं", "कहा", "ज़रूर", "जरूर", "ज\u093cरूर", '"कि मैं"'),
        ("काम", "क ह", "मन"),
    ),
    Found("Bengali", "আমি বাড়ি যাই ১২", ("আমি", "বাড়ি", "বাড\u09bcি", "12"), ("বাডি", "আম ি", "যা ই")),
    Found("Tamil", "வணக்கம் நண்பா கொடு", ("வணக்கம்", "நண்பா", "கொ", "க\u0bc6\u0bbeடு"), ("வணகம", "கடு")),
    Found("Telugu", "నమస్కారం మీరు", ("నమస్కారం", "మీ"), ("నమసకరం",)),
    Found("Thai", "ผมจะส่งของพรุ่งนี้ ๙๙", ("ส่ง", "ส่งของ", "พรุ่งนี้", "ของ", "ผ", "99"), ("สง", "จะของ")),
    Found("Lao", "ຂ້ອຍຈະໄປຕະຫຼາດ", ("ຕະຫຼາດ", "ໄປ", "ຂ້ອຍ"), ("ຂອຍ",)),
    Found("Khmer", "ខ្ញុំនឹងទៅផ្សារ", ("ផ្សារ", "ទៅ", "ខ្ញុំ"), ("ខញ",)),
    Found("Burmese", "ကျွန်တော်စျေးသွားမယ်", ("စျေး", "သွား", "ကျွန်တော်"), ("စေျး",)),
    Found("Tibetan", "བཀྲ་ཤིས་བདེ་ལེགས།", ("བཀྲ", "ཤིས", "བཀྲ་ཤིས", '"བདེ ལེགས"'), ("བདལ",)),
    Found(
        "Chinese",
        "今天天气很好，在香港等你",
        ("天气", "天", "今天天气", "好", "香港", '"天气"', "你"),
        ("天很", "气天", "港香"),
    ),
    Found(
        "Japanese",
        "明日はﾊﾞｽで東京タワーへ。ガス",
        ("東京", "バス", "ﾊﾞｽ", "タワー", "は", "で東"),
        ("ハス", "カス", "京東"),
    ),
    Found("Korean", "한국에서 만나요ㅋㅋ", ("한국", "만나요", "한국에서", "만"), ("국에", "한극")),
    Found("Armenian", "Բարեւ ՁԵԶ, բարև", ("բարեւ", "ձեզ", "ՁԵԶ"), ("բարա",)),
    Found("Georgian", "გამარჯობა ᲛᲔᲒᲝᲑᲐᲠᲝ", ("გამარჯობა", "მეგობარო", "ᲒᲐᲛᲐᲠ"), ("გამარჯვება",)),
    Found("Amharic", "ሰላም ነው ወይ።", ("ሰላም", "ነው", "ወይ"), ("ላም",)),
    Found(
        "Numbers",
        "Call (438) 555-0199 or 514.555.0123, +1 613 555 0101; 6475550144. 1,500 $",
        (
            "4385550199",
            "438-555-0199",
            "(438) 555-0199",
            "555-0199",
            "5550199",
            "+1 438 555 0199",
            "14385550199",
            "438 555",
            "5145550123",
            "6135550101",
            "16135550101",
            "647-555-0144",
            "555-0144",
            "1500",
            "1,500",
            "１５００",
            '"4385550199"',
        ),
        ("4385550198", "0199438", "385550199", "19945145550", "5144385550"),
    ),
    Found(
        "Signs",
        "🤣trop drôle ₺100 👍🏽 👩🏽\u200d🚀 🇨🇦 ❤️\u200d🔥 №5 5㎏ ½",
        (
            "trop",
            "100",
            "🤣",
            "₺",
            "👍",
            "👍🏿",
            "👩",
            "👩\u200d🚀",
            "🇨🇦",
            "❤",
            "❤️",
            "❤️\u200d🔥",
            "no",
            "kg",
            "drole 🤣",
            "½",
            "🤣 👍",
            "🤣👍",
            "1/2",
        ),
        ("🚀", "🔥", "🇦", "🇺🇸", "€", "👎", "drole 👎", "rop"),
    ),
    Found(
        "Letters in other faces",
        "𝓢𝓪𝓵𝓮 ＳＡＬＥ ﬁnal ﬀ H₂O m² Ⅷ ①",
        ("sale", "SALE", "final", "ff", "h2o", "m2", "viii", "1"),
        ("sa le",),
    ),
)
