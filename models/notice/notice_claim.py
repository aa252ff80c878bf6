# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy.notices import decision_day
from ..party.company_language import in_company_language
from .notice import DECISION
from .notice_validation import LIVE_STATES

DECISIONS = [
    ("accepted", "Accepted"),
    ("objected", "Objected to"),
    ("settled", "To Be Settled"),
]
NO_DECISION = Domain("decision", "=", False)
# Under a claim that we wrote down for the customer: it is not ours
CLAIM_DRAFTED_BY_US = "（本函由乙方代拟，仅记录甲方的主张，不构成乙方对其内容的认可）"


class ContractNotice(models.Model):
    """An end that the customer declares: nothing ends until a manager decides.

    We may object to it (Civil Code, article 565). What we write of it never says that
    we were in breach.
    """

    _inherit = "miniprogram.contract.notice"

    decision = fields.Selection(selection=DECISIONS, readonly=True, copy=False)
    decision_due_on = fields.Date(
        string="To Be Decided by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day on which a contract manager is to decide on the end that "
        "the customer declares.",
    )
    decision_reported_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which a contract manager was told that the decision is "
        "overdue.",
    )
    is_awaiting_decision = fields.Boolean(compute="_compute_is_awaiting_decision")

    @api.depends(
        "contract_id.contract_state", "decision", "direction", "state", "type_id"
    )
    def _compute_is_awaiting_decision(self):
        for notice in self:
            notice.is_awaiting_decision = notice._may_be_decided()

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "decision",
            "decision_due_on",
            "decision_reported_on",
        }

    def _is_claim(self):
        """Whether the customer declares by it that the contract ends."""
        self.ensure_one()
        return self.direction == "incoming" and self._declares_end()

    def _get_decided_day(self):
        # what the customer writes stays the same, whatever we decide on it
        return False if self._is_claim() else super()._get_decided_day()

    def _describe_drafting(self):
        note = super()._describe_drafting()
        return CLAIM_DRAFTED_BY_US if note and self._is_claim() else note

    def _awaits_decision(self):
        """Whether it was received, and a contract manager has to decide on it."""
        self.ensure_one()
        return self._is_claim() and self.state == "received" and not self.decision

    def _may_be_decided(self):
        """Whether a manager has to decide on it, and its contract still runs."""
        self.ensure_one()
        is_live = self.contract_id.contract_state in LIVE_STATES
        return is_live and self._awaits_decision()

    def _get_effective_date(self):
        # it takes no effect before somebody has decided so
        is_open = self._is_claim() and self.decision != "accepted"
        return None if is_open else super()._get_effective_date()

    def _get_day_of_claim(self):
        """Return the last day of service by the customer's letter, if it is accepted.

        It leaves us the time to cure that it sets, and asks for the day that it names.

        :rtype: date
        """
        self.ensure_one()
        return super()._get_effective_date() or self.received_on

    def _is_effect_due(self):
        return not self._awaits_decision() and super()._is_effect_due()

    def _is_ending(self):
        return not self._awaits_decision() and super()._is_ending()

    def _receive(self, day):
        res = super()._receive(day)
        if self._awaits_decision():
            self._ask_for_decision(day)
        return res

    @in_company_language
    def _ask_for_decision(self, day):
        """Tell a contract manager at once that the customer declares an end.

        :param date day: the day of actual receipt
        """
        self.ensure_one()
        due_on = decision_day(
            received_on=day, decision_days=self.company_id.contract_decision_days
        )
        self._write_protected({"decision_due_on": due_on})
        self._warn_of_notice(
            DECISION,
            self.env._(
                "The customer declares the end of the contract (%(notice)s). Nothing "
                "ends, and nothing is admitted, until you decide by %(day)s: accept, "
                "object, or settle.",
                notice=self.display_name,
                day=due_on,
            ),
            self.contract_id._get_manager_user(),
        )

    @api.model
    def _get_undecided_domain(self, company):
        """Return the domain of what is still to be decided, and not reported yet.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "received")
            & Domain("decision_due_on", "<", company._contract_today())
            & Domain("decision_reported_on", "=", False)
            & NO_DECISION
        )

    @api.depends("decision", "decision_due_on")
    def _compute_next_date(self):
        return super()._compute_next_date()

    def _get_next_date(self):
        if self._awaits_decision():
            return self.decision_due_on
        return super()._get_next_date()

    def _describe_next_step(self):
        if self._awaits_decision():
            manager = self.contract_id._get_manager_user()
            return self.env._("%s: accept, object, or settle", manager.name)
        return super()._describe_next_step()


class SaleSubscription(models.Model):
    """The night that reports what is not decided in time."""

    _inherit = "sale.subscription"

    def _close_notices(self):
        # what nobody has decided on is pointless once the contract has ended
        claims = self.notice_ids.filtered(lambda notice: notice._awaits_decision())
        claims._set_done()
        super()._close_notices()

    @api.model
    def _get_undecided_notice_domain(self, company):
        """Return the domain of contracts with a decision that is overdue.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_undecided_domain(company))

    def _warn_of_undecided_notices(self):
        """Tell a contract manager of what is still to be decided, once of each."""
        for company, undecided in self._find_notices("_get_undecided_domain"):
            for notice in undecided:
                notice._warn_of_notice(
                    DECISION,
                    self.env._(
                        "%(notice)s is still to be decided: the time for it ended on "
                        "%(day)s.",
                        notice=notice.display_name,
                        day=notice.decision_due_on,
                    ),
                    notice.contract_id._get_manager_user(),
                )
            today = company._contract_today()
            undecided._write_protected({"decision_reported_on": today})
