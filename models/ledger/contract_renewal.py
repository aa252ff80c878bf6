# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy.terms import reminders_reached
from ...policy.working_days import add_days
from ..nightly.contract_batch import Step


class SaleSubscription(models.Model):
    """The next term, instalment or renewal, and the reminders of a renewal (4.1)."""

    _inherit = "sale.subscription"

    @api.model
    def _cron_invoice_renewals(self):
        """Make the terms that are due and their invoices, and send the reminders.

        A second run changes nothing; after days of downtime one run catches up.
        """
        self._run_steps(self._get_renewal_steps())

    @api.model
    def _get_renewal_steps(self):
        """Return the nightly steps for renewals: made to be extended.

        :rtype: list[Step]
        """
        return [
            Step("_start_next_term", "_get_renewal_domain", "_start_next_term"),
            Step(
                "_send_renewal_reminder",
                "_get_reminder_domain",
                "_send_renewal_reminder",
            ),
        ]

    @api.model
    def _get_renewal_domain(self, company):
        """Return the domain of the contracts that get their next term today.

        :param company: the company whose calendar counts
        :rtype: Domain
        """
        return Domain("contract_state", "=", "active") & Domain(
            "renewal_invoice_on", "<=", company._contract_today()
        )

    @api.model
    def _get_reminder_domain(self, company):
        """Return the domain of the contracts whose customers are reminded today.

        The last paid day is the last one for a reminder.

        :param company: the company whose calendar counts
        :rtype: Domain
        """
        today = company._contract_today()
        return (
            Domain("contract_state", "=", "active")
            & Domain("next_reminder_on", "<=", today)
            & Domain("paid_until", ">=", today)
        )

    def _start_next_term(self):
        """Make the next term of these contracts and its invoice, a batch at a time.

        After a long downtime several instalments are due: they are made in turn.
        """
        # sudo: the ledger is written by the contract only
        terms = self.env["miniprogram.contract.term"].sudo()
        due = self
        while due:
            terms.create([contract._prepare_next_term() for contract in due])._invoice()
            due = due._filter_renewal_due()

    def _prepare_next_term(self):
        """Prepare the term that follows the last one of the ledger.

        :rtype: dict
        """
        self.ensure_one()
        last_end = self._get_last_term().date_end
        return self._prepare_later_term(add_days(event=last_end, days=1))

    def _filter_renewal_due(self):
        """Keep the contracts that get another term today."""
        due = self.browse()
        for company, contracts in self.grouped("company_id").items():
            due |= contracts.filtered_domain(self._get_renewal_domain(company))
        return due

    def _send_renewal_reminder(self):
        """Remind the customers, once for all reminders whose day has come.

        Whose money is with us already is not reminded: accounting is asked instead.
        """
        template = self.env.ref("miniprogram_contract.mail_template_renewal_reminder")
        for contract in self - self._hold_reminders():
            contract._post_renewal_reminder(template)
        for contract in self:
            contract._note_reminder()

    def _hold_reminders(self):
        """Ask accounting about money that has come: made to be extended.

        :return: the contracts whose customers are not reminded therefore
        """
        credits = self._get_credits_in_time()
        for contract, credit in credits.items():
            contract._ask_to_allocate(credit)
        return self.browse().union(*credits)

    def _get_credits_in_time(self):
        """Return the open credit that covers the open term of these contracts.

        :return: of each contract that has one, the sum in its currency
        :rtype: dict[sale.subscription, float]
        """
        # sudo: contract users need no access to the customer's accounting
        credits = self.open_term_id.sudo()._get_credits_in_time()
        return {
            contract: credit
            for contract in self
            if (credit := credits.get(contract.open_term_id))
        }

    def _ask_to_allocate(self, credit):
        """Ask an accountant, once, to allocate money that covers the open term.

        :param float credit: how much it is, in the contract's currency
        """
        self.ensure_one()
        self._warn_responsible_once(
            self.env._(
                "%(credit)s of the customer is not allocated yet and covers %(term)s: "
                "allocate it to %(invoice)s. The customer is not reminded.",
                credit=self.currency_id.format(credit),
                term=self.open_term_id.display_name,
                # sudo: whoever reminds need not see invoices
                invoice=self.open_term_id.sudo().invoice_id.name,
            ),
            self._get_accountant(),
        )

    def _post_renewal_reminder(self, template):
        self.ensure_one()
        self.message_post_with_source(
            template,
            email_layout_xmlid="mail.mail_notification_light",
            partner_ids=(self._get_mail_partner() or self.partner_id).ids,
            subtype_xmlid="mail.mt_comment",
            force_send=False,
        )

    def _note_reminder(self):
        """Note which reminders are behind this contract."""
        self.ensure_one()
        reached = reminders_reached(
            left=self._get_reminders_left(),
            paid_until=self.paid_until,
            today=self.company_id._contract_today(),
        )
        # sudo: the ledger is written by the contract only
        self.open_term_id.sudo().last_reminder = min(reached)
