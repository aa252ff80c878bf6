# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...policy.working_days import last_known_day
from ..nightly.contract_batch import Step
from ..party.company_language import in_company_language
from .notice import OVERDUE, RECEIPT


class SaleSubscription(models.Model):
    """What is followed up every night, and in which order."""

    _inherit = "sale.subscription"

    pending_mailing_ids = fields.Many2many(
        comodel_name="miniprogram.contract.notice.mailing",
        relation="miniprogram_contract_mailing_pending_rel",
        column1="contract_id",
        column2="mailing_id",
        string="Pending Bulk Notices",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"pending_mailing_ids"}

    @api.model
    def _cron_track_notices(self):
        """Follow up what is planned, owed or to be notified, and send the letters.

        Run twice it changes nothing; after days of downtime one run catches up.
        """
        self.env["miniprogram.contract.notice.mailing"]._finish_all()
        self._run_steps(self._get_tracking_steps())

    @api.model
    def _get_tracking_steps(self):
        """List what is followed up every night: made to be extended.

        Letters come last: what was decided before is told in the same night. What has
        not left then is asked for.

        :rtype: list[Step]
        """
        return [
            Step(
                "_carry_out_termination", "_get_ended_domain", "_carry_out_termination"
            ),
            Step(
                "_settle_payment_deadline",
                "_get_provisional_domain",
                "_settle_payment_deadline",
            ),
            Step(
                "_recount_notices", "_get_announced_notice_domain", "_recount_notices"
            ),
            Step(
                "_let_notices_take_effect",
                "_get_effective_notice_domain",
                "_let_notices_take_effect",
            ),
            Step("_demand_payment", "_get_demand_domain", "_demand_payment"),
            Step(
                "_report_overdue_notices",
                "_get_overdue_notice_domain",
                "_warn_of_overdue_notices",
            ),
            Step(
                "_report_undecided_notices",
                "_get_undecided_notice_domain",
                "_warn_of_undecided_notices",
            ),
            Step("_chase_notices", "_get_unreceived_notice_domain", "_chase_notices"),
            Step(
                "_create_mailing_notices",
                "_get_mailing_domain",
                "_create_mailing_notices",
            ),
            Step("_send_letters", "_get_letter_domain", "_send_letters", is_slow=True),
            Step(
                "_ask_for_unsent_letters",
                "_get_unsent_letter_domain",
                "_ask_for_unsent_letters",
            ),
        ]

    @api.model
    def _get_provisional_domain(self, company):
        """Return the domain of the contracts whose provisional deadline can be settled.

        :param company: all of China has the same moved days
        :rtype: Domain
        """
        return Domain("is_payment_deadline_provisional", "=", True) & Domain(
            "payment_deadline", "<=", last_known_day()
        )

    def _settle_payment_deadline(self):
        """Compute the deadlines again: the year's moved days (调休) are announced."""
        self.env.add_to_compute(self._fields["payment_deadline"], self)

    def _find_notices(self, domain):
        """Find notices of these contracts, company by company.

        :param str domain: the name of the notices' method that says which, by the
            company whose own day counts
        :return: of each company its notices
        :rtype: Iterator[tuple[res.company, miniprogram.contract.notice]]
        """
        for company, contracts in self.grouped("company_id").items():
            notices = contracts.notice_ids
            yield company, notices.filtered_domain(getattr(notices, domain)(company))

    @api.model
    def _get_announced_notice_domain(self, company):
        """Return the domain of contracts with a provisional day that can be counted.

        :param company: unused: what is announced holds for all
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_announced_domain())

    def _recount_notices(self):
        notices = self.notice_ids.filtered_domain(
            self.notice_ids._get_announced_domain()
        )
        notices._recount()

    @api.model
    def _get_effective_notice_domain(self, company):
        """Return the domain of the contracts that have notices that take effect today.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_effective_domain(company))

    def _let_notices_take_effect(self):
        for _company, due in self._find_notices("_get_effective_domain"):
            due._take_effect()

    @api.model
    def _get_overdue_notice_domain(self, company):
        """Return the domain of contracts with overdue notices not reported yet.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_newly_overdue_domain(company))

    def _warn_of_overdue_notices(self):
        """Warn the person responsible of overdue notices, once of each."""
        for company, overdue in self._find_notices("_get_newly_overdue_domain"):
            for notice in overdue:
                notice._warn_of_notice(OVERDUE, notice._describe_overdue())
            overdue._write_protected({"overdue_reported_on": company._contract_today()})

    @api.model
    def _get_unreceived_notice_domain(self, company):
        """Return the domain of contracts with notices without a receipt.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_unreceived_domain(company))

    def _chase_notices(self):
        """Chase the receipt of what was sent long ago, once (clause 11.1)."""
        for company, sent in self._find_notices("_get_unreceived_domain"):
            for notice in sent:
                notice._warn_of_notice(RECEIPT, notice._describe_missing_receipt())
            sent._write_protected({"chased_on": company._contract_today()})

    @api.model
    def _get_letter_domain(self, company):
        """Return the domain of contracts with letters to be sent today.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_sending_domain(company))

    def _send_letters(self):
        """Print and send the letters that wait for it, one by one."""
        for _company, letters in self._find_notices("_get_sending_domain"):
            for letter in letters:
                letter._send_from_queue()

    @api.model
    def _get_unsent_letter_domain(self, company):
        """Return the domain of contracts with a letter that ends them, and waits.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_unsent_domain(company))

    def _ask_for_unsent_letters(self):
        """Ask for letters that end contracts until they are sent, or withdrawn."""
        for _company, letters in self._find_notices("_get_unsent_domain"):
            letters._ask_to_send()

    @api.model
    def _get_mailing_domain(self, company):
        """Return the domain of the contracts that still get a bulk notice.

        :param company: unused: what was sent is due
        :rtype: Domain
        """
        return Domain("pending_mailing_ids", "!=", False)

    def _create_mailing_notices(self):
        """Create the bulk notices of these contracts, and queue their letters."""
        for mailing in self.pending_mailing_ids:
            mailing._create_notices(
                self.filtered(
                    lambda c, mailing=mailing: mailing in c.pending_mailing_ids
                )
            )
        mailings = self.pending_mailing_ids
        self._write_protected({"pending_mailing_ids": [Command.clear()]})
        mailings._finish()


class ContractNotice(models.Model):
    """What is said of notices that are followed up."""

    _inherit = "miniprogram.contract.notice"

    def _describe_overdue(self):
        """Return that this notice is overdue.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%(notice)s is overdue: it was due on %(day)s.",
            notice=self.display_name,
            day=self.due_date,
        )

    def _describe_missing_receipt(self):
        """Return that no receipt of this notice is recorded.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%(notice)s was sent on %(day)s, but only counts from its receipt: record "
            "the receipt, or send it another way.",
            notice=self.display_name,
            day=self.sent_on,
        )

    @in_company_language
    def _warn_of_awaited_receipt(self):
        """Warn a manager that a contract ends on the arrival of this letter."""
        self.ensure_one()
        self._warn_of_notice(
            RECEIPT,
            self.env._(
                "%(notice)s of %(day)s ends the contract when it arrives, and until "
                "then the contract is not renewed: record the receipt, or withdraw the "
                "letter.",
                notice=self.display_name,
                day=self.sent_on,
            ),
            self.contract_id._get_manager_user(),
        )

    @in_company_language
    def _close_overtaken(self):
        """Close letters that end nothing any more: their contracts went on."""
        for letter in self:
            letter._note(
                self.env._("The contract went on after this letter: it ends nothing.")
            )
        self._set_done()
