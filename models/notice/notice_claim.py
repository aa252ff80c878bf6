# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...policy.notices import decision_day
from ...tools.chinese_text import chinese_day
from ...tools.placeholders import fill_placeholders
from .close_reason import ACCEPTANCE
from .notice_letter import BLANK

DECISIONS = [
    ("accepted", "Accepted"),
    ("objected", "Objected to"),
    ("settled", "To Be Settled"),
]
# The type of our letter on each
LETTERS = {
    "accept": ACCEPTANCE,
    "object": "miniprogram_contract.notice_type_termination_objection",
    "settle": "miniprogram_contract.notice_type_settlement_offer",
}
NO_DECISION = Domain("decision", "=", False)


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

    @api.depends("decision", "direction", "state", "type_id")
    def _compute_is_awaiting_decision(self):
        for notice in self:
            notice.is_awaiting_decision = notice._awaits_decision()

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

    def _awaits_decision(self):
        """Whether it was received, and a contract manager has to decide on it."""
        self.ensure_one()
        return self._is_claim() and self.state == "received" and not self.decision

    def _get_effective_date(self):
        # it takes no effect before somebody has decided so
        is_open = self._is_claim() and self.decision != "accepted"
        return None if is_open else super()._get_effective_date()

    def _is_effect_due(self):
        return not self._awaits_decision() and super()._is_effect_due()

    def _is_ending(self):
        return not self._awaits_decision() and super()._is_ending()

    def _receive(self, day):
        res = super()._receive(day)
        if self._awaits_decision():
            self._ask_for_decision(day)
        return res

    def _ask_for_decision(self, day):
        """Tell a contract manager at once that the customer declares an end.

        :param date day: the day of actual receipt
        """
        self.ensure_one()
        due_on = decision_day(
            received_on=day, decision_days=self.company_id.contract_decision_days
        )
        self._write_protected({"decision_due_on": due_on})
        contract = self.contract_id
        contract._warn_responsible(
            self.env._(
                "The customer declares the end of the contract (%(notice)s). Nothing "
                "ends, and nothing is admitted, until you decide by %(day)s: accept, "
                "object, or settle.",
                notice=self.display_name,
                day=due_on,
            ),
            contract._get_manager_user(),
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

    def _preview_decision(self, choice, last_day, settlement):
        """Return what our letter on a decision says, without writing it.

        :param str choice: ``accept``, ``object`` or ``settle``
        :param date last_day: the last day of service, where it is accepted
        :param str settlement: its settlement line
        :rtype: str
        """
        self.ensure_one()
        notice_type = self.env.ref(LETTERS[choice])
        letter = self.new(
            {
                "contract_id": self.contract_id.id,
                "direction": "outgoing",
                "event_date": self.company_id._contract_today(),
                "origin_id": self.id,
                "settlement": settlement,
                "type_id": notice_type.id,
            }
        )
        values = letter._get_placeholder_values()
        if last_day:
            values["termination_date"] = chinese_day(last_day)
        shown = {name: value or BLANK for name, value in values.items()}
        return fill_placeholders(notice_type.body, shown)

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

    # -- the decision -----------------------------------------------------------------

    def action_accept_termination(self, last_day=None, settlement=None):
        """Accept the end that the customer declares; our letter confirms no breach.

        :param date last_day: the last day of service, from the receipt to today; by
            default the day of receipt
        :param str settlement: the settlement line of our letter, in Chinese
        :raises UserError: not a manager; nothing to decide; another day
        """
        day = fields.Date.to_date(last_day)
        self._decide("accepted", lambda notice: notice._get_day_problems(day))
        for notice in self:
            last = day or notice.received_on
            notice._write_protected({"effective_date": last})
            reason = notice._get_close_reason()
            notice.contract_id._end_by_notice(reason, last, is_at_once=True)
            notice._fill_answer(settlement)
        return True

    def _get_day_problems(self, day):
        """Return what is wrong with the last day of service, if it is named.

        :param date day: the last day of service
        :rtype: list[str]
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        if not day or self.received_on <= day <= today:
            return []
        return [
            self.env._(
                "Last Day of Service: from the day of receipt, %s, to today. For a "
                "later day agree on an end.",
                self.received_on,
            )
        ]

    def _fill_answer(self, settlement):
        """Write the settlement line into our answers that were not sent yet.

        :param str settlement: in Chinese
        """
        answers = self.contract_id.notice_ids.filtered(
            lambda notice: notice.origin_id in self and notice.state == "draft"
        )
        if settlement:
            answers.settlement = settlement

    def action_object_termination(self):
        """Object to the end that the customer declares: the contract goes on (565).

        :raises UserError: not a manager; nothing to decide
        """
        self._decide("objected")
        self._write_to_customer("object")
        for notice in self:
            notice._note(
                self.env._("We object to it, in writing: the contract continues.")
            )
        self._set_done()
        return True

    def action_settle_termination(self):
        """Offer to settle the end that the customer declares, and agree on its day.

        :return: the dialog of an agreed end
        :rtype: dict
        :raises UserError: not a manager; nothing to decide
        """
        self._decide("settled")
        self._write_to_customer("settle")
        for notice in self:
            notice._note(
                self.env._(
                    "To be settled: the contract continues until both sides agree on "
                    "its end in writing."
                )
            )
        self._set_done()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_terminate"
        )
        agreement = self.env.ref("miniprogram_contract.close_reason_agreement")
        context = {
            "active_id": self.contract_id[:1].id,
            "default_reason_id": agreement.id,
        }
        return {**action, "context": context}

    def _decide(self, decision, get_problems=lambda _notice: []):
        """Note the decision of a manager on what customers declare.

        :param str decision: one of ``DECISIONS``
        :param Callable get_problems: lists what is wrong with it for a notice
        """
        self.contract_id._check_manager()
        self.contract_id._lock()
        self._lock_in_state("received")
        self.invalidate_recordset(["decision"])
        if settled := self.filtered(lambda notice: not notice._awaits_decision()):
            raise UserError(
                self.env._(
                    "There is nothing to decide about: %s.",
                    ", ".join(settled.mapped("display_name")),
                )
            )
        self._raise_problems(get_problems)
        self._write_protected({"decision": decision})

    def _write_to_customer(self, choice):
        """Create our letters on what customers declare, and have them sent.

        :param str choice: ``object`` or ``settle``
        """
        notice_type = self.env.ref(LETTERS[choice])
        for notice in self:
            notice.contract_id._create_notices(
                notice_type, origin_id=notice.id, term_id=False
            )


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
                contract = notice.contract_id
                contract._warn_responsible(
                    self.env._(
                        "%(notice)s is still to be decided: the time for it ended on "
                        "%(day)s.",
                        notice=notice.display_name,
                        day=notice.decision_due_on,
                    ),
                    contract._get_manager_user(),
                )
            today = company._contract_today()
            undecided._write_protected({"decision_reported_on": today})
