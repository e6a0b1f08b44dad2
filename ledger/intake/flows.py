"""What each flow of the observations format is, and where it belongs. A flow that is not listed is refused with advice.

The catalogue is the table of the manual's page on the observations format; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "taken", "fine", "total", "hand", "other-hand", "held", "settled", "bonus", "return-levy", "sent", "received",
    "compensation", "outside", "bribe", "promise", "previous", "kept",
]  # fmt: skip


@dataclass(frozen=True)
class Flow:
    """One kind of line: its role in the entries, its account when money is posted, and why when it is not."""

    role: Role
    account: str | None = None
    mode: str | None = None
    reason: str = ""


def _taken(account: str) -> Flow:
    return Flow("taken", account, "withheld")


def _kept(reason: str) -> Flow:
    return Flow("kept", reason=reason)


_GROUP = "a total of a group, a revenue, a target or a contract; never one worker's money"
_OTHERS = "other people's pay: a benchmark, never this worker's gross"
_STAGE = "a part or a stage of the pay: posting it would count the same money twice"
_EXCHANGE = "exchange is worked out from rates; the printed figure is kept for comparison"
_OUTSIDE = "paid by others, outside the wage"

FLOWS: dict[str, Flow] = {
    "state_remittance": _taken("state:plan"),
    "state_plan": _taken("state:plan"),
    "plan_money": _taken("state:plan"),
    "loyalty_fund": _taken("state:loyalty"),
    "party_dues": _taken("state:dues"),
    "mass_org_dues": _taken("state:mass-organisation"),
    "newspaper_subscription": _taken("state:press"),
    "flowers_statue": _taken("state:press"),
    "special_levy": _taken("state:levy"),
    "socio_cultural_charge": _taken("state:levy"),
    "insurance": _taken("state:insurance"),
    "security_officer_levy": _taken("supervisor:security"),
    "security_fine": Flow("fine", "supervisor:security", "withheld"),
    "company_cut": _taken("company:commission"),
    "manager_cut": _taken("supervisor:cut"),
    "broker_fee": _taken("broker:fee"),
    "paid_to_intermediary": _taken("broker:fee"),
    "host_tax": _taken("host:tax"),
    "accommodation": _taken("living:lodging"),
    "food": _taken("living:food"),
    "living_costs_combined": _taken("living:combined"),
    "medical": _taken("living:medical"),
    "travel": _taken("living:travel"),
    "unspecified_deductions": Flow("total", "unexplained:difference", "withheld"),
    "all_takers_combined": Flow("total", "unexplained:difference", "withheld"),
    "take_home": Flow("hand", "worker:hand"),
    "paid_in_kpw": Flow("other-hand", "worker:hand"),
    "paid_in_goods": Flow("hand", "worker:hand", "in-kind"),
    "paid_in_coupons": Flow("hand", "worker:hand", "in-kind"),
    "withheld_until_return": Flow("held", "worker:held", "deferred"),
    "take_home_on_return": Flow("settled", "worker:hand"),
    "bonus_on_return": Flow("bonus", "worker:hand"),
    "return_levy": Flow("return-levy", "state:levy", "withheld"),
    "sent_home": Flow("sent", "worker:hand"),
    "family_received": Flow("received", "home:received"),
    "compensation_family_received": Flow("compensation", "home:received"),
    "side_work_income": Flow("outside", "other:side-work"),
    "tips": Flow("outside", "other:tips"),
    "promised_wage": Flow("promise", reason="a promise: a term of the placement, not money"),
    "loyalty_fund_previous": Flow("previous", "state:loyalty", "withheld"),
    "fx_conversion_loss": _kept(_EXCHANGE),
    "market_value_of_gross": _kept(_EXCHANGE),
    "comparator_wage": _kept(_OTHERS),
    "legal_minimum_wage": _kept(_OTHERS),
    "base_wage": _kept(_STAGE),
    "piece_rate": _kept(_STAGE),
    "holiday_handout": _kept(_STAGE),
    "after_first_deductions": _kept(_STAGE),
    "handed_to_manager": _kept("passes through a manager: not taken by itself"),
    "group_remittance": _kept(_GROUP),
    "team_revenue": _kept(_GROUP),
    "revenue_generated": _kept(_GROUP),
    "sales_quota": _kept(_GROUP),
    "earnings_quota": _kept(_GROUP),
    "contract_total": _kept(_GROUP),
    "restaurant_net_income_share": _kept(_GROUP),
    "employer_side_contribution": _kept(_OUTSIDE),
    "compensation_paid": _kept(_OUTSIDE),
}

ON_TOP = "on top of the wage: paid by the employer's side, outside the gross"
GROUP_TOTAL = "a group's total: never one worker's money"


def flow_of(name: str) -> Flow | None:
    """What a flow is; None when the format does not know it. `bribe_*` and `timber_share_*` are open families."""
    if name in FLOWS:
        return FLOWS[name]
    if name.startswith("bribe_") and len(name) > len("bribe_"):
        return Flow("bribe", "broker:bribe", "surrendered")
    if name.startswith("timber_share_") and len(name) > len("timber_share_"):
        return _kept(_GROUP)
    return None
