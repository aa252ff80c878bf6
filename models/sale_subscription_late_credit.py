# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .sale_subscription_close_reason import UNPAID


class SaleSubscription(models.Model):
    """Money that arrives after the end: it revives nothing, and a manager is told."""

    _inherit = "sale.subscription"

    late_credit_on = fields.Date(
        string="Money after the End on",
        readonly=True,
        copy=False,
        help="The day on which a manager was told of money that came after the end.",
    )

    @api.model
    def _report_late_credit(self, partners, companies):
        """Tell a manager that customers of ended contracts have paid: once a contract.

        :param partners: who paid
        :param companies: whom
        """
        # sudo: whoever enters payments need not see contracts
        domain = self._get_late_credit_domain(partners, companies)
        contracts = self.sudo().search(domain)
        for contract in contracts:
            contract.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=contract._describe_late_credit(),
                user_id=contract._get_manager_user().id,
            )
        for company, told in contracts.grouped("company_id").items():
            told._set_lifecycle({"late_credit_on": company._contract_today()})

    @api.model
    def _get_late_credit_domain(self, partners, companies):
        """Say which contracts ended unpaid and have not had money since.

        :param partners: who paid
        :param companies: whom
        :rtype: Domain
        """
        payers = partners.commercial_partner_id.ids
        return (
            Domain("is_miniprogram", "=", True)
            & Domain("contract_state", "=", "terminated")
            & Domain("close_reason_id", "=", self.env.ref(UNPAID).id)
            & Domain("late_credit_on", "=", False)
            & Domain("company_id", "in", companies.ids)
            & (
                Domain("commercial_partner_id", "in", payers)
                | Domain("partner_invoice_id.commercial_partner_id", "in", payers)
            )
        )

    def _describe_late_credit(self):
        """Say what has arrived, and what a manager may do about it.

        :rtype: str
        """
        self.ensure_one()
        term = self._get_lapsed_renewal()
        if term and (credit := term._get_credit_in_time()):
            return self.env._(
                "The customer's %(amount)s, dated in time (by %(day)s), was entered "
                "after the end: reinstate the contract, and there is no gap.",
                amount=self.currency_id.format(credit),
                day=term.payment_deadline,
            )
        return self.env._(
            "The customer paid after the end, too late or too little: the money stays "
            "his credit. Give it back, or reinstate the contract with a new period."
        )

    def _get_managers(self):
        """Give the contract managers of the contract's company."""
        self.ensure_one()
        group = self.env.ref("miniprogram_contract.group_contract_manager")
        # sudo: whose groups these are is not the user's to read
        return group.sudo().all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _get_manager_user(self):
        """Give a contract manager of the company: the contract's own people first."""
        self.ensure_one()
        managers = self._get_managers()
        own = (self.crm_team_id.user_id | self.user_id) & managers
        return (own or managers)[:1] or self._get_responsible_user()
