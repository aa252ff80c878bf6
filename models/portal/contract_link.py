# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..party.company_language import get_company_env

# The token of the link by which a contract is read just now
LINK = "contract_link"
# A use is noted once within this time
NOTED_EVERY = timedelta(hours=1)


class SaleSubscription(models.Model):
    """The link that opens a contract without a login.

    The server alone makes it. It ends when it is withdrawn, and with a change of party.
    """

    _inherit = "sale.subscription"

    has_link = fields.Boolean(
        string="Link in Use",
        compute="_compute_has_link",
        help="There is a link, in a mail or shared, that opens this contract without a "
        "login.",
    )
    link_used_on = fields.Datetime(
        string="Link Last Used",
        readonly=True,
        copy=False,
        help="When somebody last opened this contract by its link. Uses by our own "
        "people do not count.",
    )
    can_withdraw_link = fields.Boolean(compute="_compute_can_withdraw_link")

    @api.depends("access_token")
    def _compute_has_link(self):
        for contract in self:
            contract.has_link = bool(contract.access_token)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_can_withdraw_link(self):
        is_manager = self._is_contract_manager()
        for contract in self:
            contract.can_withdraw_link = is_manager or contract.user_id == self.env.user

    # -- made by the server -----------------------------------------------------------

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"access_token", "link_used_on"}

    def _portal_ensure_token(self):
        if self._filter_contracts() and not self.access_token:
            # sudo: who reads a contract may show it to its customer
            self.sudo()._write_protected({"access_token": str(uuid.uuid4())})
        return super()._portal_ensure_token()

    # -- used -------------------------------------------------------------------------

    def _open_by_link(self, access_token):
        """Return this contract as it is read by its link, and note the use.

        Whatever is shown of it then gives that link and no other.

        :param str access_token: the token of its link
        """
        self.ensure_one()
        if not self.env.user._is_internal():
            self._note_link_use()
        return self.with_context(**{LINK: access_token})

    def _note_link_use(self):
        now = fields.Datetime.now()
        if not self.link_used_on or now - self.link_used_on >= NOTED_EVERY:
            # Once the page is ready: who only looks keeps nobody from working here.
            self.env.cr.precommit.add(
                lambda: self._write_protected({"link_used_on": now})
            )

    def _describe_actor(self):
        actor = super()._describe_actor()
        if not self.env.context.get(LINK) or self.env.user._is_superuser():
            return actor
        return get_company_env(self)._("%s, by the contract's link", actor)

    # -- withdrawn --------------------------------------------------------------------

    def action_withdraw_link(self):
        """Let nobody open these contracts, or their invoices, by a link of before.

        :raises UserError: the user is neither a contract manager nor the salesperson
        """
        self.check_access("write")
        if others := self.filtered(lambda contract: not contract.can_withdraw_link):
            raise UserError(
                self.env._(
                    "Only a contract manager or the salesperson of the contract can "
                    "withdraw its link: %s.",
                    ", ".join(others.mapped("display_name")),
                )
            )
        self._withdraw_link()

    def _withdraw_link(self):
        """Make the links of these contracts open nothing.

        Their invoices, orders and frozen files have links of their own. What is sent
        from now on has a new one.
        """
        # sudo: no user may write a token
        contracts = self.sudo()
        linked = contracts.filtered("access_token")
        contracts._write_protected({"access_token": False, "link_used_on": False})
        files = self.env["ir.attachment"]
        for records in (contracts, contracts.notice_ids):
            files._find_frozen(records).access_token = False
        contracts._find_linked_invoices().access_token = False
        orders = contracts.sale_order_id | contracts.sale_order_ids
        orders.access_token = False
        numbered = linked.filtered("contract_number")
        numbered._log_event("link_withdrawn")
        for contract in numbered:
            note = get_company_env(contract)._("The link was withdrawn.")
            contract._message_log(body=note)

    def _find_linked_invoices(self):
        """Find the invoices and credit notes of these contracts that have a link."""
        return self.env["account.move"].search(
            Domain("subscription_id", "in", self.ids)
            & Domain("access_token", "!=", False)
        )

    def _on_party_change(self, former):
        # links and followers of the former party lead here no longer
        super()._on_party_change(former)
        self._withdraw_link()
        for contract in self:
            followers = contract.message_partner_ids.filtered(
                lambda follower: follower.commercial_partner_id == former
            )
            contract.message_unsubscribe(followers.ids)
