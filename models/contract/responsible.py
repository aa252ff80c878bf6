# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SaleSubscription(models.Model):
    """Who is responsible for a contract, what they are told, and whose turn it is."""

    _inherit = "sale.subscription"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._let_salespeople_follow()
        return contracts

    def write(self, vals):
        res = super().write(vals)
        if "user_id" in vals:
            self._let_salespeople_follow()
        return res

    def _let_salespeople_follow(self):
        """Let each salesperson hear what customers write on his contracts."""
        for user, contracts in self._filter_contracts().grouped("user_id").items():
            # sudo: whoever changes the salesperson need not see the user
            if user.sudo().active:
                contracts.message_subscribe(user.sudo().partner_id.ids)

    def _serialize_access(self):
        """Wait until other transactions that work on these contracts have ended.

        The rows are written, not only locked: a transaction that began before the other
        one ended fails here, and is retried with what the other one did.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE sale_subscription SET write_date = write_date"
                " WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset()

    def _warn_responsible(self, note, user=None, matter=None):
        """Schedule a warning for the person responsible for each contract.

        :param str note: what is wrong, see :func:`in_company_language`
        :param user: who is warned instead of them
        :param tuple matter: what it is about, see :meth:`_find_warnings`
        """
        for contract in self:
            warned = user or contract._get_responsible_user()
            contract.activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=contract.company_id._contract_today(),
                summary=note,
                user_id=warned.id,
                contract_matter=self._name_matter(matter),
            )

    def _warn_responsible_once(self, matter, note, user=None):
        """Schedule a warning; one of the same matter that is still open is renewed.

        :param tuple matter: what it is about, see :meth:`_find_warnings`
        :param str note: what is wrong, see :func:`in_company_language`
        :param user: who is warned instead of the person responsible
        """
        for contract in self:
            warning = contract._find_warnings(matter)[:1]
            if not warning:
                contract._warn_responsible(note, user, matter)
            elif warning.summary != note:
                warning.summary = note

    def _withdraw_warning(self, matter):
        """Withdraw an open warning that is settled, or that another one replaces.

        :param tuple matter: what it is about, see :meth:`_find_warnings`
        """
        self._find_warnings(matter).unlink()

    def _find_warnings(self, matter):
        """Find the open warnings of a matter, in whatever language they are.

        :param tuple matter: its kind, and records or words that tell it from others;
            without some of these, those of all such matters
        """
        name = self._name_matter(matter)
        # sudo: whoever they are for
        return self.sudo().activity_ids.filtered(
            lambda warning: (
                warning.active and f"{warning.contract_matter}:".startswith(f"{name}:")
            )
        )

    @api.model
    def _name_matter(self, matter):
        """Return a matter as it is stored with its warning.

        :rtype: str or bool
        """
        parts = matter or ()
        return (
            ":".join(
                ",".join(map(str, sorted(part.ids)))
                if isinstance(part, models.BaseModel)
                else str(part)
                for part in parts
            )
            or False
        )

    def _get_responsible_user(self):
        """Return the person responsible: the first of these who is active.

        The salesperson, the team's leader, the user at work, a contract manager.

        :rtype: res.users
        """
        self.ensure_one()
        return (
            self.user_id.filtered("active")
            or self.crm_team_id.user_id.filtered("active")
            # neither a customer in the portal is responsible nor the scheduler's user
            or self.env.user.filtered(lambda user: user.active and user._is_internal())
            or self._get_managers()[:1]
            or self.env.user
        )

    def _get_managers(self):
        """Return the contract managers of the contract's company."""
        return self._get_users_of("miniprogram_contract.group_contract_manager")

    def _get_users_of(self, group):
        """Return who of a group is active, and works for the contract's company.

        :param str group: its XML id
        """
        self.ensure_one()
        # sudo: users may not read who is in which group
        return (
            self.env.ref(group)
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
        )

    def _get_manager_user(self):
        """Return a contract manager of the company, the contract's own people first.

        An administrator, who has every right, is told where nobody else decides.
        """
        self.ensure_one()
        managers = self._get_managers()
        own = (self.crm_team_id.user_id | self.user_id) & managers
        others = managers - self._get_users_of("base.group_system")
        found = (own or others or managers)[:1].sudo(False)
        return found or self._get_responsible_user()

    def _get_accountant(self):
        """Return who is told of a customer's money: an accountant of the company.

        An administrator, who has every right, is told where nobody else keeps books.

        :rtype: res.users
        """
        accountants = self._get_users_of("account.group_account_invoice")
        bookkeepers = accountants - self._get_users_of("base.group_system")
        told = (bookkeepers or accountants)[:1]
        return told.sudo(False) or self._get_manager_user()

    def _get_own_user_or_manager(self):
        """Return the salesperson while they are active, else a contract manager."""
        self.ensure_one()
        return self.user_id.filtered("active") or self._get_manager_user()

    @api.model
    def _is_contract_manager(self):
        """Whether this user is a contract manager."""
        return self.env.user.has_group("miniprogram_contract.group_contract_manager")

    def _check_manager(self):
        """Refuse what only contract managers may do."""
        if not self._is_contract_manager():
            raise UserError(self.env._("Only a contract manager can do this."))
