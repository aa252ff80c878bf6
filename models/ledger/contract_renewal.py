# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ...policy.terms import reminders_reached
from ...policy.working_days import add_days
from ..contract.mail_posting import Mail
from ..nightly.contract_batch import Step
from ..party.company_language import in_company_language
from .term_settlement import TO_ALLOCATE

# What people may edit of the template of reminders
REMINDER_FIELDS = {
    "attachment_ids",
    "body_html",
    "email_from",
    "report_template_ids",
    "subject",
}


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
        for contract in self - self._hold_reminders():
            contract._post_renewal_reminder()
        for contract in self:
            contract._note_reminder()

    def _hold_reminders(self):
        """Ask accounting about money that has come: made to be extended.

        :return: the contracts whose customers are not reminded therefore
        """
        credits = self._get_covering_credits()
        for contract, credit in credits.items():
            contract._ask_to_allocate(credit)
        return self.browse().union(*credits)

    def _get_covering_credits(self):
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

    @in_company_language
    def _ask_to_allocate(self, credit):
        """Ask an accountant, once, to allocate money that covers the open term.

        :param float credit: how much it is, in the contract's currency
        """
        self.ensure_one()
        self._warn_responsible_once(
            (TO_ALLOCATE, self.open_term_id),
            self._describe_credit_to_allocate(credit),
            self._get_accountant(),
        )

    def _describe_credit_to_allocate(self, credit):
        """Return that money is to be allocated to the open term.

        :param float credit: how much it is, in the contract's currency
        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%(credit)s of the customer is not allocated yet and covers %(term)s: "
            "allocate it to %(invoice)s. The customer is not reminded.",
            credit=self.currency_id.format(credit),
            term=self.open_term_id.display_name,
            # sudo: whoever reminds need not see invoices
            invoice=self.open_term_id.sudo().invoice_id.name,
        )

    def _post_renewal_reminder(self):
        """E-mail the reminder that people may edit, from us whoever runs the night."""
        self.ensure_one()
        values = self._render_reminder()
        mail = self._compose_renewal_reminder(values)
        options = self._prepare_readers(mail.partner, also_own=True)
        options["attachment_ids"] = values.get("attachment_ids") or []
        if attachments := values.get("attachments"):
            options["attachments"] = [
                (name, base64.b64decode(content)) for name, content in attachments
            ]
        if values.get("email_from"):
            options.update(author_id=None, email_from=values["email_from"])
        self._post_mail(mail, force_send=False, **options)

    def _compose_renewal_reminder(self, values=None):
        """Return the reminder as it would go out now.

        :param dict values: see :meth:`_render_reminder`
        :rtype: Mail
        """
        self.ensure_one()
        values = values or self._render_reminder()
        partner = self._get_mail_partner() or self.partner_id
        button = self._speak_to(partner)._get_pay_button()
        return Mail(values["subject"], Markup(values["body_html"]), button, partner)

    def _render_reminder(self):
        """Return what the template of reminders says of this contract.

        :rtype: dict
        """
        self.ensure_one()
        template = self.env.ref("miniprogram_contract.mail_template_renewal_reminder")
        return template._generate_template(self.ids, REMINDER_FIELDS)[self.id]

    def _get_pay_button(self):
        """Return what the button of a reminder opens: a hook.

        :return: ``title`` and ``url``, {} for no button
        :rtype: dict
        """
        return self._get_page_button()

    def _get_invoice_link(self):
        """Return the address of the open invoice in the portal, "" if none: a hook."""
        return ""

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
