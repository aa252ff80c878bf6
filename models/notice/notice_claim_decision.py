# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.chinese_text import chinese_day
from ...tools.placeholders import fill_placeholders
from ..contract.close_reason import AGREEMENT
from ..party.company_language import in_company_language
from .close_reason import ACCEPTANCE
from .notice_letter import BLANK

# The type of our letter on each
LETTERS = {
    "accept": ACCEPTANCE,
    "object": "miniprogram_contract.notice_type_termination_objection",
    "settle": "miniprogram_contract.notice_type_settlement_offer",
}


class ContractNotice(models.Model):
    """What a manager decides on an end that the customer declares."""

    _inherit = "miniprogram.contract.notice"

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
            values["data_export"] = letter._describe_data_export(last_day)
        shown = {name: value or BLANK for name, value in values.items()}
        return fill_placeholders(notice_type.body, shown)

    @api.private
    def action_accept_termination(self, last_day=None, settlement=None):
        """Accept the end that the customer declares; our letter confirms no breach.

        :param date last_day: the last day of service, from the day on which the letter
            takes effect to today; by default that day, which may still be to come
        :param str settlement: the settlement line of our letter, in Chinese
        :raises UserError: not a manager; nothing to decide; another day
        """
        day = fields.Date.to_date(last_day)
        self._decide("accepted", lambda notice: notice._get_day_problems(day))
        for notice in self:
            last, contract = day or notice._get_day_of_claim(), notice.contract_id
            notice._write_protected({"effective_date": last})
            reason = notice._get_close_reason()
            contract._end_by_notice(reason, last, is_at_once=True)
            if contract.contract_state != "terminated":
                notice._answer()
            notice._fill_answer(settlement)
        return True

    def _get_day_problems(self, day):
        """Return what is wrong with the last day of service, if it is named.

        :param date day: the last day of service
        :rtype: list[str]
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        first, contract = self._get_day_of_claim(), self.contract_id
        if contract._ends_by(first):
            planned = contract.termination_date
            return [self.env._("The contract ends on %s anyway.", planned)]
        last = max(first, today)
        if not day or first <= day <= last:
            return []
        return [
            self.env._(
                "Last Day of Service: from %(first)s, when the customer's letter takes "
                "effect, to %(last)s. For another day agree on an end.",
                first=first,
                last=last,
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

    @api.private
    def action_object_termination(self):
        """Object to the end that the customer declares: the contract goes on (565).

        :raises UserError: not a manager; nothing to decide
        """
        self._decide("objected")
        self._write_to_customer("object")
        self._note_objection()
        self._set_done()
        return True

    @in_company_language
    def _note_objection(self):
        for notice in self:
            notice._note(
                self.env._("We object to it, in writing: the contract continues.")
            )

    @in_company_language
    def _note_offer_to_settle(self):
        for notice in self:
            notice._note(
                self.env._(
                    "To be settled: the contract continues until both sides agree on "
                    "its end in writing."
                )
            )

    @api.private
    def action_settle_termination(self):
        """Offer to settle the end that the customer declares, and agree on its day.

        :return: the dialog of an agreed end
        :rtype: dict
        :raises UserError: not a manager; nothing to decide
        """
        self._decide("settled")
        self._write_to_customer("settle")
        self._note_offer_to_settle()
        self._set_done()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_terminate"
        )
        agreement = self.env.ref(AGREEMENT)
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
        if settled := self.filtered(lambda notice: not notice._may_be_decided()):
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
