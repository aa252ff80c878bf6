# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import consteq

# A contract that ends within so many days is listed as ending soon
ENDING_SOON_DAYS = 30


class SaleSubscription(models.Model):
    """Who reads a contract in the portal: portal users have no access rights on it.

    Everything that is shown there is found by these domains, or by access token.
    """

    _name = "sale.subscription"
    _inherit = ["sale.subscription", "portal.mixin"]

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for contract in self._filter_contracts():
            contract.access_url = f"/my/contracts/{contract.id}"
        return res

    def action_preview_contract(self):
        """Open the page that the customer sees."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    # -- which contracts ------------------------------------------------------------

    @api.model
    def _get_given_domain(self):
        """Say which contracts a customer was given: never a draft.

        One that was cancelled without ever being sent has no number. An archived one
        was only put away on our side.

        :rtype: Domain
        """
        return (
            Domain("is_miniprogram", "=", True)
            & Domain("contract_state", "!=", "draft")
            & Domain("contract_number", "!=", False)
            & Domain("active", "in", (True, False))
        )

    @api.model
    def _get_portal_domain(self, user):
        """Say which contracts a user reads in the portal: his own side's, or followed.

        His own side's are those of his commercial partner. Like core's own portal it
        stays within the companies of the user.

        :param user: a ``res.users``
        :rtype: Domain
        """
        if user._is_public():
            return Domain.FALSE
        partner = user.partner_id
        is_own = Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
        is_followed = Domain("message_partner_ids", "in", partner.ids)
        is_in_company = Domain("company_id", "in", user.company_ids.ids)
        return self._get_given_domain() & is_in_company & (is_own | is_followed)

    @api.model
    def _get_to_sign_domain(self):
        """Say which contracts wait for the customer's signature."""
        return Domain("contract_state", "=", "sent") & Domain(
            "signed_by_customer_on", "=", False
        )

    @api.model
    def _get_to_pay_domain(self):
        """Say which contracts have a posted invoice that waits for its payment."""
        is_open = Domain("state", "=", "invoiced")
        is_posted = Domain("invoice_id.state", "=", "posted")
        return Domain("term_ids", "any", is_open & is_posted)

    @api.model
    def _get_to_confirm_domain(self):
        """Say which contracts have a notice of ours that nobody confirmed yet."""
        is_ours = Domain("direction", "=", "outgoing")
        is_sent = Domain("state", "=", "sent")
        return Domain("notice_ids", "any", is_ours & is_sent)

    @api.model
    def _get_wanting_domain(self):
        """Say which contracts want something of the customer."""
        return (
            self._get_to_sign_domain()
            | self._get_to_pay_domain()
            | self._get_to_confirm_domain()
        )

    @api.model
    def _get_ending_soon_domain(self, companies):
        """Say which contracts end soon, by each company's own day.

        :param companies: ``res.company`` records
        :rtype: Domain
        """
        return Domain("contract_state", "=", "active") & Domain.OR(
            Domain("company_id", "=", company.id) & self._get_ends_by_domain(company)
            for company in companies
        )

    @api.model
    def _get_ends_by_domain(self, company):
        day = company._contract_today() + timedelta(days=ENDING_SOON_DAYS)
        return Domain("contract_date_end", "<=", day) | Domain(
            "termination_date", "<=", day
        )

    # -- who reads ------------------------------------------------------------------

    def _is_given(self):
        """Tell whether the customer was given this contract."""
        self.ensure_one()
        return bool(self.filtered_domain(self._get_given_domain()))

    def _is_portal_token(self, access_token):
        """Tell whether this token opens this contract.

        :param str access_token: what the visitor's link says
        """
        self.ensure_one()
        if not self.access_token or not access_token:
            return False
        # as bytes: a made-up token may hold any character
        return consteq(self.access_token.encode(), access_token.encode())

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        # sudo: only asks whether this is a contract that the customer was given
        contract = self.browse(thread_id).sudo().exists()
        if not contract or not contract._is_given():
            for name in ("hash", "pid", "token"):
                kwargs.pop(name, None)
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        if not self or self._is_given():
            return self._link_portal_users(
                super()._notify_get_recipients_groups(
                    message, model_description, msg_vals=msg_vals
                )
            )
        # no page, so neither link nor token: the portal passes an empty recordset by
        values = {"model": self._name, "res_id": self.id, **(msg_vals or {})}
        return super(SaleSubscription, self.browse())._notify_get_recipients_groups(
            message, model_description, msg_vals=values
        )

    def _link_portal_users(self, groups):
        """Take portal users to the contract's page: core's link asks for rights."""
        for name, _is_member, values in groups:
            if self and name == "portal":
                values["button_access"] = {
                    "url": f"{self.get_base_url()}{self.access_url}"
                }
        return groups
