"""Countries by their ISO 3166-1 alpha-2 code, and four that are no more but in which people were paid."""

from __future__ import annotations

_ASSIGNED = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
YT ZA ZM ZW
"""

# ISO 3166-3, formerly used: the Soviet Union (to 1992), the German Democratic Republic (to 1990), Yugoslavia (to 2003).
# CS was Czechoslovakia (to 1993) and then Serbia and Montenegro (to 2006); the period of the pay says which.
FORMER = frozenset({"SU", "DD", "YU", "CS"})

COUNTRIES = frozenset(_ASSIGNED.split()) | FORMER


def is_country(code: str) -> bool:
    """True for an assigned ISO 3166-1 alpha-2 code in capitals, and for SU, DD, YU and CS."""
    return code in COUNTRIES
