"""How many decimals each currency has (ISO 4217), as a table, so that reading money needs no third party.

The active codes are those of list one of 2026-01-01, taken from the `iso4217` package, with which a test compares every
line. Codes without a minor unit (precious metals, bond units, test codes) are absent: nobody is paid in them.
"""

from __future__ import annotations

_LIST_ONE = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
    VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

ACTIVE: dict[str, int] = {code: places for places, codes in _LIST_ONE.items() for code in codes.split()}

# Withdrawn codes in which pay of the last half century was written: the socialist states and their successors, the
# countries that joined the euro, a few host countries. Codes and months of withdrawal: ISO 4217 list three. That list
# gives no minor units; these are the last that list one gave, or the subunit of the coinage (100 kopecks, 100 haleru).
HISTORIC: dict[str, int] = {
    "SUR": 2,  # Soviet rouble, 1990-12
    "RUR": 2,  # Russian rouble before the redenomination of 1998, 2004-01
    "BYB": 0,  # Belarus, 2001-01
    "BYR": 0,  # Belarus, 2017-01
    "UAK": 2,  # Ukraine, karbovanets, 1996-09
    "LTT": 2,  # Lithuania, talonas, 1993-07
    "LVR": 2,  # Latvia, rouble, 1994-12
    "AZM": 2,  # Azerbaijan, 2005-12
    "TJR": 2,  # Tajikistan, 2001-04
    "TMM": 2,  # Turkmenistan, 2009-01
    "PLZ": 2,  # Poland, 1997-01
    "CSK": 2,  # Czechoslovakia, 1993-03
    "DDM": 2,  # German Democratic Republic, 1990-07 to 1990-09
    "YUD": 2,  # Yugoslavia, 1990-01
    "YUN": 2,  # Yugoslavia, 1995-11
    "YUM": 2,  # Yugoslavia, 2003-07
    "CSD": 2,  # Serbia and Montenegro, 2006-10
    "HRD": 2,  # Croatia, 1995-01
    "BGL": 2,  # Bulgaria, 2003-11
    "ROL": 2,  # Romania, 2005-06
    "TRL": 0,  # Turkey, 2005-12
    "AOK": 2,  # Angola, 1991-03
    "AON": 2,  # Angola, 2000-02
    "AOR": 2,  # Angola, 2000-02
    "MZM": 2,  # Mozambique, 2006-06
    "SDD": 2,  # Sudan, 2007-07
    "ATS": 2,  # Austria, 2002-03
    "BEF": 0,  # Belgium, 2002-03
    "DEM": 2,  # Germany, 2002-03
    "ESP": 0,  # Spain, 2002-03
    "FIM": 2,  # Finland, 2002-03
    "FRF": 2,  # France, 2002-03
    "GRD": 0,  # Greece, 2002-03
    "IEP": 2,  # Ireland, 2002-03
    "ITL": 0,  # Italy, 2002-03
    "LUF": 0,  # Luxembourg, 2002-03
    "NLG": 2,  # Netherlands, 2002-03
    "PTE": 0,  # Portugal, 2002-03
    "SIT": 2,  # Slovenia, 2007-01
    "CYP": 2,  # Cyprus, 2008-01
    "MTL": 2,  # Malta, 2008-01
    "SKK": 2,  # Slovakia, 2009-01
    "EEK": 2,  # Estonia, 2011-01
    "LVL": 2,  # Latvia, 2014-01
    "LTL": 2,  # Lithuania, 2014-12
    "HRK": 2,  # Croatia, when the euro came in 2023-01
    "BGN": 2,  # Bulgaria, when the euro came in 2026-01
}
