# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.chinese_text import yuan


class SaleSubscription(models.Model):
    """The way of a contract from draft to signed."""

    _inherit = "sale.subscription"

    cancel_reason = fields.Text(readonly=True, copy=False)
    sending_problems = fields.Html(
        compute="_compute_sending_problems",
        help="What the paper needs and is missing or wrong, while this is a draft.",
    )
    # The paper's way to the customer and back
    paper_copies = fields.Integer(string="Copies", copy=False)
    courier_out_number = fields.Char(
        string="Courier Number (Out)", copy=False, index="btree_not_null"
    )
    courier_back_number = fields.Char(
        string="Courier Number (Back)", copy=False, index="btree_not_null"
    )
    paper_returned = fields.Boolean(copy=False)
    archive_number = fields.Char(copy=False, index="btree_not_null")

    @api.depends(
        "commercial_partner_id",
        "company_id",
        "contact_partner_id",
        "contract_amount",
        "contract_date_end",
        "contract_state",
        "payment_schedule",
        "wording_id",
    )
    def _compute_sending_problems(self):
        for contract in self:
            problems = []
            is_draft = contract.is_miniprogram and contract.contract_state == "draft"
            if is_draft and contract.partner_id:
                problems = contract._get_sending_problems()
            items = Markup().join(Markup("<li>%s</li>") % item for item in problems)
            contract.sending_problems = (
                items and Markup("<ul class='mb-0'>%s</ul>") % items
            )

    @api.constrains("paper_copies")
    def _check_paper_copies(self):
        for contract in self:
            if contract.paper_copies < 0:
                raise ValidationError(self.env._("Copies: a whole number, 0 or more."))

    def _get_contract(self):
        return self

    def _get_sending_problems(self):
        """List, in the user's words, what the paper needs and is missing or wrong."""
        self.ensure_one()
        return [
            *self.commercial_partner_id._get_missing_contract_data(
                self.contact_partner_id
            ),
            *self.company_id._get_missing_contract_data(),
            *self._get_content_problems(),
        ]

    def _get_content_problems(self):
        self.ensure_one()
        _ = self.env._
        problems = []
        if not self.wording_id:
            problems.append(_("Wording: choose a published one."))
        if self.term_years < 1:
            problems.append(_("Term (Years): one whole year or more."))
        if not self.payment_schedule:
            problems.append(_("Payment Schedule: one-off or yearly."))
        if not self.sale_subscription_line_ids:
            problems.append(_("Package and apps: one line or more."))
        if not all(self.sale_subscription_line_ids.mapped("name")):
            problems.append(_("Package and apps: a description on every line."))
        if self.contract_amount <= 0:
            problems.append(_("Contract Price: more than zero."))
        elif not self.contract_amount_words:
            problems.append(_("Contract Price: less than ten thousand trillion yuan."))
        if self.currency_id != self.env.ref("base.CNY"):
            problems.append(_("Currency: yuan (CNY)."))
        if not self.contract_date_start:
            problems.append(_("Start Date: the day of purchase or another day."))
        elif self.contract_date_end != self._get_agreed_end():
            problems.append(
                _(
                    "End Date: %(years)s years from %(start)s end on %(end)s.",
                    years=self.term_years,
                    start=self.contract_date_start,
                    end=self._get_agreed_end(),
                )
            )
        return problems

    def _get_signing_problems(self):
        return super()._get_signing_problems() + self._get_price_problems()

    def _get_price_problems(self):
        """Return what the taxes of today would make of the price on the paper."""
        self.ensure_one()
        values = {
            "signed": yuan(self.contract_amount),
            "today": yuan(self._get_agreed_amount()),
        }
        if values["signed"] == values["today"]:
            return []
        if self.signed_by_customer_on:
            return [
                self.env._(
                    "Contract Price: the paper says %(signed)s, but with the taxes of "
                    "today it would be %(today)s. Put the taxes back as they were.",
                    **values,
                )
            ]
        return [
            self.env._(
                "Contract Price: the paper says %(signed)s, but with the taxes of "
                "today it would be %(today)s. Put the taxes back as they were, or "
                "take the contract back to draft and send it again.",
                **values,
            )
        ]

    # -- transitions ----------------------------------------------------------------

    def action_send_contract(self):
        """Number the contract, print it, and keep that document as what was sent.

        :raises UserError: when it is no draft, or the paper lacks something: one error
            that names all of it
        """
        self._lock_in_state("draft")
        self._check_can_be_sent()
        for contract in self:
            contract._send()
        return True

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
        return sequence.next_by_id(sequence_date=today)  # counted by its own year

    def action_cancel_contract(self, reason):
        """Give up a contract that both sides have not signed yet.

        :param str reason: why, in the user's words
        :raises UserError: when both have signed, or no reason is given
        """
        self._lock_in_state("draft", "sent")
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say why the contract is cancelled."))
        self._write_protected(
            {"contract_state": "cancelled", "cancel_reason": reason.strip()}
        )
        for contract in self:
            contract.message_post(
                body=self.env._("The contract was cancelled: %s", reason.strip())
            )
        return True
