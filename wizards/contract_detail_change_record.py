# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.party.typed_day import Day


class ContractDetailChangeRecord(models.TransientModel):
    _name = "miniprogram.contract.detail.change.record"
    _description = "Record the Change of a Party's Details"

    change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        string="Change",
        default=lambda self: self._default_change_id(),
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(related="change_id.partner_id")
    is_own = fields.Boolean(related="change_id.is_own")
    description = fields.Text(related="change_id.description")
    noticed_on = fields.Date(related="change_id.noticed_on")
    contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Contracts",
        compute="_compute_contract_ids",
        help="The contracts of the party that you can access. Each gets the notice.",
    )
    # No default: the day is asked for, that of the edit says nothing (clause 11.3).
    event_date = Day(
        string="Changed on",
        help="The real day of the change: the ten working days count from it, not from "
        "the day it was entered here.",
    )
    due_date = fields.Date(string="Notice Due by", compute="_compute_due_date")

    def _default_change_id(self):
        partners = self.env["res.partner"]
        partner = partners.browse(self.env.context.get("active_id"))
        return partner.detail_change_id or self._refuse()

    @api.depends("change_id")
    def _compute_contract_ids(self):
        for wizard in self:
            # not the change's own field: that one has the contracts of colleagues too
            wizard.contract_ids = self.env["sale.subscription"].search(
                wizard.change_id._get_contract_domain()
            )

    @api.depends("event_date", "change_id")
    def _compute_due_date(self):
        for wizard in self:
            wizard.due_date = wizard.change_id._get_due_date(wizard.event_date)

    def action_confirm(self):
        """Record the customer's notices, or open ours to all customers.

        :raises UserError: when the day of the change is missing, or that of a
            customer's is still to come
        """
        self.ensure_one()
        self._check_may_decide()
        self._check_event_date()
        if self.is_own:
            return self._get_mailing_action()
        # sudo: the customer notifies us once, for the contracts of colleagues too
        notices = self.change_id.sudo()._record(self.event_date)
        return self._get_notices_action(notices.sudo(False))

    def action_dismiss(self):
        """Close the change as dismissed: it only corrected a mistake."""
        self.ensure_one()
        self._check_may_decide()
        self.change_id.sudo()._dismiss()  # sudo: checked just now
        return {"type": "ir.actions.act_window_close"}

    def _check_may_decide(self):
        """Refuse users who may edit none of the contracts; our own is for managers."""
        self.ensure_one()
        if self.is_own:
            may = self.contract_ids._is_contract_manager()
        else:
            may = self.contract_ids._filtered_access("write")
        if not may:
            self._refuse()

    def _refuse(self):
        raise AccessError(
            self.env._(
                "Changed details of a customer are recorded by a user who looks "
                "after its contracts, those of our own company by a contract manager."
            )
        )

    def _check_event_date(self):
        today = self.change_id.company_id._contract_today()
        if not self.event_date:
            raise UserError(
                self.env._(
                    "Changed on: enter the day on which the details really changed; "
                    "the ten working days of the notice count from it (clause 11.3)."
                )
            )
        # our customers are told before we move; theirs here have been edited already
        if self.event_date > today and not self.is_own:
            raise UserError(
                self.env._(
                    "Changed on: %s is in the future, but the new details are entered "
                    "already. Enter the former ones again, and record a notice "
                    "“Change of Address”: it takes effect on its day.",
                    self.event_date,
                )
            )

    def _get_notices_action(self, notices):
        """Open the notices that may be seen, to record their receipt."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_notice"
        )
        return {**action, "domain": [("id", "in", notices.ids)]}

    def _get_mailing_action(self):
        """Open our notice to all customers, before it is sent."""
        self.ensure_one()
        mailing = self.env["miniprogram.contract.notice.mailing"].create(
            self._prepare_mailing()
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": mailing._name,
            "res_id": mailing.id,
            "view_mode": "form",
        }

    def _prepare_mailing(self):
        """Prepare our notice to all customers.

        :rtype: dict
        """
        self.ensure_one()
        change = self.change_id
        return {
            "name": self.env._("Changed details of %s", self.partner_id.name),
            "type_id": change._get_notice_type().id,
            "company_id": change.company_id.id,
            "event_date": self.event_date,
            "detail_change_id": change.id,
        }
