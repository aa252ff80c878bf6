# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...policy.working_days import last_known_day
from ..nightly.contract_batch import Step


class SaleSubscription(models.Model):
    """What is followed up every night: in which order, and what is owed."""

    _inherit = "sale.subscription"

    cure_days = fields.Integer(
        string="Days to Cure",
        readonly=True,
        copy=False,
        help="The plan's value, copied at sending.",
    )
    payment_demand_on = fields.Date(
        compute="_compute_payment_demand_on",
        store=True,
        index="btree_not_null",
        help="The day on which a first term or an instalment that is still not paid is "
        "followed up.",
    )
    pending_mailing_ids = fields.Many2many(
        comodel_name="miniprogram.contract.notice.mailing",
        relation="miniprogram_contract_mailing_pending_rel",
        column1="contract_id",
        column2="mailing_id",
        string="Notices to Be Made",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "cure_days",
            "payment_demand_on",
            "pending_mailing_ids",
        }

    def _prepare_plan_values(self):
        values = super()._prepare_plan_values()
        return {**values, "cure_days": self.template_id.cure_days}

    @api.depends(
        "contract_state",
        "term_ids.demanded_on",
        "term_ids.due_on",
        "term_ids.fell_back_on",
        "term_ids.grace_until",
        "term_ids.invoiced_on",
        "term_ids.state",
    )
    def _compute_payment_demand_on(self):
        for contract in self:
            days = []
            if contract.contract_state in ("signed", "active"):
                days = [term._get_payment_demand_day() for term in contract.term_ids]
            contract.payment_demand_on = min(filter(None, days), default=False)

    @api.model
    def _cron_track_notices(self):
        """Follow up what is planned, owed or to be told, and send the letters.

        Run twice it changes nothing; after days of downtime one run catches up.
        """
        self._run_steps(self._get_tracking_steps())

    @api.model
    def _get_tracking_steps(self):
        """List what is followed up every night: made to be extended.

        Letters come last: what was decided before is told in the same night.

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
                "_report_overdue_notices",
            ),
            Step("_chase_notices", "_get_unreceived_notice_domain", "_chase_notices"),
            Step(
                "_create_mailing_notices",
                "_get_mailing_domain",
                "_create_mailing_notices",
            ),
            Step("_send_letters", "_get_letter_domain", "_send_letters", is_slow=True),
        ]

    @api.model
    def _get_provisional_domain(self, company):
        """Say whose payment deadline was provisional and can be settled now.

        :param company: all of China has the same moved days
        :rtype: Domain
        """
        return Domain("is_payment_deadline_provisional", "=", True) & Domain(
            "payment_deadline", "<=", last_known_day()
        )

    def _settle_payment_deadline(self):
        """Compute the deadlines again: the year's moved days (调休) are announced."""
        self.env.add_to_compute(self._fields["payment_deadline"], self)

    @api.model
    def _get_demand_domain(self, company):
        """Say which contracts owe a payment that was due.

        :param company: whose own day counts
        :rtype: Domain
        """
        return Domain("contract_state", "in", ("signed", "active")) & Domain(
            "payment_demand_on", "<=", company._contract_today()
        )

    def _demand_payment(self):
        """Follow up what was not paid on its due date, once for each term.

        An unpaid first term is a matter for people: nothing is served yet. An unpaid
        instalment is demanded in writing, and only a manager ends the contract over it
        (clauses 5.1.2, 5.4).
        """
        # sudo: the ledger is written by the contract only
        invoiced = self.term_ids.sudo().filtered(lambda term: term.state == "invoiced")
        # what accounting says now decides, not what was noted before
        invoiced._sync_with_accounting()
        due = invoiced.filtered(lambda term: term._is_demand_due())
        owed = due._keep_those_without_credit()
        instalments = owed.filtered(lambda term: term.kind == "instalment")
        instalments._demand()
        (owed - instalments)._report_unpaid_start()
        for company, terms in owed.grouped("company_id").items():
            terms.demanded_on = company._contract_today()

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
        """Say which contracts have notices whose provisional day can be counted now.

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
        """Say which contracts have notices that take effect today.

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
        """Say which contracts have overdue notices that nobody was told of.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_newly_overdue_domain(company))

    def _report_overdue_notices(self):
        """Tell the responsible person of what is overdue, once of each."""
        for company, overdue in self._find_notices("_get_newly_overdue_domain"):
            for notice in overdue:
                notice.contract_id._warn_responsible(
                    self.env._(
                        "%(notice)s is overdue: its day was %(day)s.",
                        notice=notice.display_name,
                        day=notice.due_date,
                    )
                )
            overdue._write_protected({"overdue_reported_on": company._contract_today()})

    @api.model
    def _get_unreceived_notice_domain(self, company):
        """Say which contracts have notices whose receipt nobody has recorded.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_unreceived_domain(company))

    def _chase_notices(self):
        """Ask once for the receipt of what was sent long ago (clause 11.1)."""
        for company, sent in self._find_notices("_get_unreceived_domain"):
            for notice in sent:
                notice.contract_id._warn_responsible(
                    self.env._(
                        "%(notice)s was sent on %(day)s and counts from its receipt "
                        "only: record the receipt, or send it another way.",
                        notice=notice.display_name,
                        day=notice.sent_on,
                    )
                )
            sent._write_protected({"chased_on": company._contract_today()})

    @api.model
    def _get_letter_domain(self, company):
        """Say which contracts have letters that are to be sent today.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_sending_domain(company))

    def _send_letters(self):
        """Print and send the letters that wait for it, each for itself."""
        for _company, letters in self._find_notices("_get_sending_domain"):
            for letter in letters:
                letter._send_from_queue()

    @api.model
    def _get_mailing_domain(self, company):
        """Say which contracts are still to get a notice that was sent to many.

        :param company: unused: what was sent is due
        :rtype: Domain
        """
        return Domain("pending_mailing_ids", "!=", False)

    def _create_mailing_notices(self):
        """Make the notices of these contracts, and queue their letters."""
        for mailing in self.pending_mailing_ids:
            mailing._create_notices(
                self.filtered(
                    lambda c, mailing=mailing: mailing in c.pending_mailing_ids
                )
            )
        mailings = self.pending_mailing_ids
        self._write_protected({"pending_mailing_ids": [Command.clear()]})
        mailings._finish()
