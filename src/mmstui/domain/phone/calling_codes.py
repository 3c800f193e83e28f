"""Countries of numbers: E.164 country codes, and area codes behind +1.

These lists change slowly, so they are kept here: the phonenumbers library also has the codes, but
not the countries' names, and takes 20 to 80 ms to import. Sources: ITU-T E.164 (list of assigned
codes), NANPA (list of area codes). Names fit into a sentence: `+36 is Hungary`.
"""

from __future__ import annotations

from typing import Final

#: Country codes other than 1. No code is a prefix of another.
COUNTRIES: Final = {
    "20": "Egypt", "27": "South Africa", "30": "Greece", "31": "the Netherlands", "32": "Belgium",
    "33": "France", "34": "Spain", "36": "Hungary", "39": "Italy", "40": "Romania",
    "41": "Switzerland", "43": "Austria", "44": "the United Kingdom", "45": "Denmark",
    "46": "Sweden", "47": "Norway", "48": "Poland", "49": "Germany", "51": "Peru", "52": "Mexico",
    "53": "Cuba", "54": "Argentina", "55": "Brazil", "56": "Chile", "57": "Colombia",
    "58": "Venezuela", "60": "Malaysia", "61": "Australia", "62": "Indonesia",
    "63": "the Philippines", "64": "New Zealand", "65": "Singapore", "66": "Thailand",
    "7": "Russia or Kazakhstan", "81": "Japan", "82": "South Korea", "84": "Vietnam",
    "86": "China", "90": "Turkey", "91": "India", "92": "Pakistan", "93": "Afghanistan",
    "94": "Sri Lanka", "95": "Myanmar", "98": "Iran",
    "211": "South Sudan", "212": "Morocco", "213": "Algeria", "216": "Tunisia", "218": "Libya",
    "220": "Gambia", "221": "Senegal", "222": "Mauritania", "223": "Mali", "224": "Guinea",
    "225": "Ivory Coast", "226": "Burkina Faso", "227": "Niger", "228": "Togo", "229": "Benin",
    "230": "Mauritius", "231": "Liberia", "232": "Sierra Leone", "233": "Ghana",
    "234": "Nigeria", "235": "Chad", "236": "the Central African Republic", "237": "Cameroon",
    "238": "Cape Verde", "239": "São Tomé and Príncipe", "240": "Equatorial Guinea",
    "241": "Gabon", "242": "Congo (Brazzaville)", "243": "Congo (Kinshasa)", "244": "Angola",
    "245": "Guinea-Bissau", "246": "Diego Garcia", "247": "Ascension", "248": "Seychelles",
    "249": "Sudan", "250": "Rwanda", "251": "Ethiopia", "252": "Somalia", "253": "Djibouti",
    "254": "Kenya", "255": "Tanzania", "256": "Uganda", "257": "Burundi", "258": "Mozambique",
    "260": "Zambia", "261": "Madagascar", "262": "Réunion or Mayotte", "263": "Zimbabwe",
    "264": "Namibia", "265": "Malawi", "266": "Lesotho", "267": "Botswana", "268": "Eswatini",
    "269": "the Comoros", "290": "Saint Helena", "291": "Eritrea", "297": "Aruba",
    "298": "the Faroe Islands", "299": "Greenland",
    "350": "Gibraltar", "351": "Portugal", "352": "Luxembourg", "353": "Ireland",
    "354": "Iceland", "355": "Albania", "356": "Malta", "357": "Cyprus", "358": "Finland",
    "359": "Bulgaria", "370": "Lithuania", "371": "Latvia", "372": "Estonia", "373": "Moldova",
    "374": "Armenia", "375": "Belarus", "376": "Andorra", "377": "Monaco", "378": "San Marino",
    "379": "the Vatican", "380": "Ukraine", "381": "Serbia", "382": "Montenegro",
    "383": "Kosovo", "385": "Croatia", "386": "Slovenia", "387": "Bosnia and Herzegovina",
    "389": "North Macedonia", "420": "Czechia", "421": "Slovakia", "423": "Liechtenstein",
    "500": "the Falkland Islands", "501": "Belize", "502": "Guatemala", "503": "El Salvador",
    "504": "Honduras", "505": "Nicaragua", "506": "Costa Rica", "507": "Panama",
    "508": "Saint Pierre and Miquelon", "509": "Haiti", "590": "Guadeloupe", "591": "Bolivia",
    "592": "Guyana", "593": "Ecuador", "594": "French Guiana", "595": "Paraguay",
    "596": "Martinique", "597": "Suriname", "598": "Uruguay", "599": "Curaçao",
    "670": "East Timor", "672": "Norfolk Island", "673": "Brunei", "674": "Nauru",
    "675": "Papua New Guinea", "676": "Tonga", "677": "the Solomon Islands", "678": "Vanuatu",
    "679": "Fiji", "680": "Palau", "681": "Wallis and Futuna", "682": "the Cook Islands",
    "683": "Niue", "685": "Samoa", "686": "Kiribati", "687": "New Caledonia", "688": "Tuvalu",
    "689": "French Polynesia", "690": "Tokelau", "691": "Micronesia",
    "692": "the Marshall Islands",
    "800": "international freephone", "808": "international shared cost",
    "850": "North Korea", "852": "Hong Kong", "853": "Macao", "855": "Cambodia", "856": "Laos",
    "870": "satellite telephones", "878": "personal numbers", "880": "Bangladesh",
    "881": "satellite telephones", "882": "international networks",
    "883": "international networks", "886": "Taiwan", "888": "disaster relief",
    "960": "the Maldives", "961": "Lebanon", "962": "Jordan", "963": "Syria", "964": "Iraq",
    "965": "Kuwait", "966": "Saudi Arabia", "967": "Yemen", "968": "Oman", "970": "Palestine",
    "971": "the United Arab Emirates", "972": "Israel", "973": "Bahrain", "974": "Qatar",
    "975": "Bhutan", "976": "Mongolia", "977": "Nepal", "979": "international premium rate",
    "992": "Tajikistan", "993": "Turkmenistan", "994": "Azerbaijan", "995": "Georgia",
    "996": "Kyrgyzstan", "998": "Uzbekistan",
}  # fmt: skip

#: Area codes behind +1 that are neither the US nor Canada.
ABROAD: Final = {
    "242": "the Bahamas", "246": "Barbados", "264": "Anguilla", "268": "Antigua and Barbuda",
    "284": "the British Virgin Islands", "345": "the Cayman Islands", "441": "Bermuda",
    "473": "Grenada", "649": "the Turks and Caicos Islands", "658": "Jamaica",
    "664": "Montserrat", "721": "Sint Maarten", "758": "Saint Lucia", "767": "Dominica",
    "784": "Saint Vincent and the Grenadines", "809": "the Dominican Republic",
    "829": "the Dominican Republic", "849": "the Dominican Republic",
    "868": "Trinidad and Tobago", "869": "Saint Kitts and Nevis", "876": "Jamaica",
}  # fmt: skip

#: Area codes of US territories outside the states: VoIP.ms does not say whether it sends there.
TERRITORIES: Final = {
    "340": "the US Virgin Islands", "670": "the Northern Mariana Islands", "671": "Guam",
    "684": "American Samoa", "787": "Puerto Rico", "939": "Puerto Rico",
}  # fmt: skip

#: Area codes of the US and Canada, and those of no place, such as 800.
AREAS: Final = frozenset(
    """
    201 202 203 204 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 226
    227 228 229 231 234 235 236 239 240 248 249 250 251 252 253 254 256 257 260 262 263 267 269
    270 272 273 274 276 279 281 283 289 301 302 303 304 305 306 307 308 309 310 312 313 314 315
    316 317 318 319 320 321 323 324 325 326 327 329 330 331 332 334 336 337 339 341 343 346 347
    350 351 352 353 354 360 361 363 364 365 367 368 369 380 382 385 386 401 402 403 404 405 406
    407 408 409 410 412 413 414 415 416 417 418 419 423 424 425 428 430 431 432 434 435 437 438
    440 442 443 445 447 448 450 458 463 464 468 469 470 472 474 475 478 479 480 484 500 501 502
    503 504 505 506 507 508 509 510 512 513 514 515 516 517 518 519 520 521 522 523 524 525 526
    527 528 529 530 531 532 533 534 539 540 541 544 548 551 557 559 561 562 563 564 566 567 570
    571 572 573 574 575 577 579 580 581 582 584 585 586 587 588 600 601 602 603 604 605 606 607
    608 609 610 612 613 614 615 616 617 618 619 620 622 623 626 628 629 630 631 633 636 639 640
    641 645 646 647 650 651 656 657 659 660 661 662 667 669 672 678 680 681 682 683 686 689 701
    702 703 704 705 706 707 708 709 712 713 714 715 716 717 718 719 720 724 725 726 727 728 730
    731 732 734 737 738 740 742 743 747 748 753 754 757 760 762 763 765 769 770 771 772 773 774
    775 778 779 780 781 782 785 786 800 801 802 803 804 805 806 807 808 810 812 813 814 815 816
    817 818 819 820 821 825 826 828 830 831 832 833 835 838 839 840 843 844 845 847 848 850 854
    855 856 857 858 859 860 862 863 864 865 866 867 870 872 873 877 878 879 888 900 901 902 903
    904 905 906 907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 929 930 931 934 936
    937 938 940 941 942 943 945 947 948 949 951 952 954 956 959 970 971 972 973 975 978 979 980
    983 984 985 986 989
    """.split()  # noqa: SIM905 - a list literal is three times as long
)


def country_code(digits: str) -> str:
    """Return the country code other than 1 that these digits begin with, "" for none."""
    return next((digits[:n] for n in (1, 2, 3) if digits[:n] in COUNTRIES), "")
