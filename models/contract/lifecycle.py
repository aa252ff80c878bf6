# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.rmb import MAX_AMOUNT
from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """A contract on its way from draft to sent, or to cancelled."""

    _inherit = "sale.subscription"

    cancel_reason = fields.Text(readonly=True, copy=False)
    sending_problems = fields.Html(
        compute="_compute_sending_problems",
        help="What is missing or wrong on the paper, as long as this is a draft.",
    )

    @api.depends(
        "commercial_partner_id",
        "company_id",
        "contact_partner_id",
        "contract_amount",
        "contract_date_end",
        "contract_date_start",
        "contract_state",
        "payment_schedule",
        "purchase_date_confirmed",
        "wording_id",
    )
    def _compute_sending_problems(self):
        for contract in self:
            problems = []
            is_draft = contract.is_miniprogram and contract.contract_state == "draft"
            if is_draft and contract.partner_id:
                problems = contract._get_sending_problems()
            contract.sending_problems = contract._list_in_banner(problems)

    @api.model
    def _list_in_banner(self, sentences):
        """Return sentences as the list that a banner of the form shows.

        :param list sentences: plain text
        :return: nothing where there are none
        :rtype: Markup
        """
        items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
        return items and Markup("<ul class='mb-0'>%s</ul>") % items

    def _get_sending_problems(self):
        """Return what the paper lacks, or has wrong: parties first, then content."""
        self.ensure_one()
        return [
            *self.commercial_partner_id._get_missing_contract_data(
                self.contact_partner_id
            ),
            *self.company_id._get_missing_contract_data(),
            *self._get_content_problems(),
        ]

    def _get_content_problems(self):
        """Return what the service table lacks, or has wrong (clause 3).

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        amount, lines = self.contract_amount, self.sale_subscription_line_ids
        requirements = {
            _("Wording: choose a published one."): self.wording_id,
            _("Term (Years): one whole year or more."): self.term_years >= 1,
            _("Payment Schedule: one-off or yearly."): self.payment_schedule,
            _("Package and apps: one line or more."): lines,
            _("Package and apps: a description on every line."): (
                all(lines.mapped("name"))
            ),
            _("Contract Price: more than zero."): amount > 0,
            _("Contract Price: less than ten thousand trillion yuan."): (
                amount < MAX_AMOUNT
            ),
            _("Currency: yuan (CNY)."): self.currency_id == self.env.ref("base.CNY"),
            _("Start Date: the day of purchase or another day."): (
                self.contract_date_start
            ),
        }
        unmet = [problem for problem, is_met in requirements.items() if not is_met]
        return [
            *unmet,
            *self._get_rate_problems(),
            *self._get_end_date_problems(),
            *self._get_purchase_date_problems(),
        ]

    def _get_rate_problems(self):
        """Return why the company's books could not take this contract's invoices.

        :rtype: list[str]
        """
        self.ensure_one()
        company = self.company_id
        if not company:
            return []
        return self._get_currency()._get_rate_problems(
            company, company._contract_today()
        )

    def _get_end_date_problems(self):
        """Return the problem of an end date that disagrees with the term.

        :rtype: list[str]
        """
        self.ensure_one()
        agreed_end = self._get_agreed_end()
        if not self.contract_date_start or self.contract_date_end == agreed_end:
            return []
        return [
            self.env._(
                "End Date: %(years)s years from %(start)s end on %(end)s.",
                years=self.term_years,
                start=self.contract_date_start,
                end=agreed_end,
            )
        ]

    # -- transitions ----------------------------------------------------------------

    def action_send_contract(self):
        """Number and freeze the contract, see :meth:`action_send`."""
        return self.action_send()

    def _prepare_sending_values(self):
        values = super()._prepare_sending_values()
        return {
            **self._prepare_plan_values(),
            **values,
            "code": values["contract_number"],
        }

    def _prepare_plan_values(self):
        """Prepare the plan's values that the contract keeps from now on.

        A plan edited later moves no contract. Each room adds those that it works with.

        :rtype: dict
        """
        self.ensure_one()
        return {}

    def _take_number(self):
        self.ensure_one()
        if self.contract_number:
            return self.contract_number
        today = self.company_id._contract_today()
        sequence = self.company_id._get_contract_sequence()
        number = sequence.next_by_id(sequence_date=today)  # counted by its own year
        while self._is_number_taken(number):
            number = sequence.next_by_id(sequence_date=today)
        return number

    def _is_number_taken(self, number):
        """Whether a contract of the company has a number: running ones bring theirs.

        :param str number: the number
        """
        self.ensure_one()
        # sudo: a number is taken even if the user cannot read that contract
        contracts = self.sudo().with_context(active_test=False)
        return bool(
            contracts.search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("contract_number", "=", number),
                ],
                limit=1,
            )
        )

    def action_cancel_contract(self, reason):
        """Cancel a contract that both sides have not signed yet.

        :param str reason: why, in the user's words
        :raises UserError: both sides have signed, or the reason is empty
        """
        self._lock_in_state("draft", "sent")
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say why the contract is cancelled."))
        self._write_protected(
            {"contract_state": "cancelled", "cancel_reason": reason.strip()}
        )
        self._log_cancelling(reason.strip())
        return True

    @in_company_language
    def _log_cancelling(self, reason):
        for contract in self:
            contract.message_post(
                body=self.env._("The contract was cancelled: %s", reason)
            )
        # without the reason: the customer reads the log
        self.filtered("contract_number")._log_event("cancelled")
