# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import consteq

# A contract that ends within this many days is listed as ending soon
ENDING_SOON_DAYS = 30


class SaleSubscription(models.Model):
    """Which contracts a visitor of the portal may read, without any access rights.

    Everything that is shown there is found by these domains or by access token.
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
    def _get_issued_domain(self):
        """Return the domain of contracts issued to a customer: never a draft.

        A contract that was cancelled before it was sent has no number. Archived ones
        are hidden on our side only.

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
        """Return the domain of contracts a user reads in the portal with his login.

        They are those of his own company: whoever belongs to another one, or has left,
        reads nothing, though he follows a contract. As in core's portal they are
        limited to the companies of the user.

        :param user: a ``res.users``
        :rtype: Domain
        """
        return self._get_own_side_domain(user)

    @api.model
    def _get_own_side_domain(self, user):
        """Return the domain of contracts in which a user acts for the customer.

        Visitors with a link may only read a contract, and pay.

        :param user: a ``res.users``
        :rtype: Domain
        """
        if user._is_public():
            return Domain.FALSE
        partner = user.partner_id.commercial_partner_id
        is_own = Domain("commercial_partner_id", "=", partner.id)
        is_in_company = Domain("company_id", "in", user.company_ids.ids)
        return self._get_issued_domain() & is_in_company & is_own

    @api.model
    def _get_unsigned_domain(self):
        """Return the domain of the contracts that the customer can sign."""
        return Domain("contract_state", "=", "sent") & Domain(
            "signed_by_customer_on", "=", False
        )

    @api.model
    def _get_to_sign_domain(self):
        """Return the domain of the contracts that wait for the customer's signature.

        One that the customer refused to sign waits for us.
        """
        return self._get_unsigned_domain() & Domain("refused_on", "=", False)

    @api.model
    def _get_to_pay_domain(self):
        """Return the domain of contracts with a posted invoice to be paid.

        What ended before it was ever paid is not paid any more.
        """
        is_open = Domain("state", "=", "invoiced")
        is_posted = Domain("invoice_id.state", "=", "posted")
        had_begun = Domain("term_ids", "any", Domain("state", "=", "paid"))
        is_running = Domain("contract_state", "!=", "terminated")
        is_unpaid = Domain("term_ids", "any", is_open & is_posted)
        return is_unpaid & (is_running | had_begun)

    @api.model
    def _get_to_confirm_domain(self):
        """Return the domain of contracts with a notice of ours to be confirmed."""
        is_ours = Domain("direction", "=", "outgoing")
        is_sent = Domain("state", "=", "sent")
        return Domain("notice_ids", "any", is_ours & is_sent)

    @api.model
    def _get_pending_domain(self):
        """Return the domain of the contracts that need something from the customer."""
        return (
            self._get_to_sign_domain()
            | self._get_to_pay_domain()
            | self._get_to_confirm_domain()
        )

    @api.model
    def _get_ending_soon_domain(self, companies):
        """Return the domain of the contracts that end soon, by each company's own day.

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
        # an agreed end stands, whatever was paid
        is_open = Domain("termination_date", "=", False) | Domain(
            "close_reason_id.is_agreement", "!=", True
        )
        return Domain("termination_date", "<=", day) | (
            Domain("contract_date_end", "<=", day) & is_open
        )

    # -- who reads ------------------------------------------------------------------

    def _is_issued(self):
        """Whether this contract was issued to the customer."""
        self.ensure_one()
        return bool(self.filtered_domain(self._get_issued_domain()))

    def _is_own_side(self, user):
        """Whether a user acts for the customer of this contract.

        :param user: a ``res.users``
        """
        self.ensure_one()
        return bool(self.filtered_domain(self._get_own_side_domain(user)))

    def _is_portal_token(self, access_token):
        """Whether this token opens this contract.

        :param access_token: what the visitor's link says; anything may be posted
        """
        self.ensure_one()
        if not self.access_token or not isinstance(access_token, str):
            return False
        # as bytes: a made-up token may hold any character
        return consteq(self.access_token.encode(), access_token.encode())
