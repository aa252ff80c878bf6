# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...policy.terms import (
    EXTENSION,
    INITIAL,
    INSTALMENT,
    NO_REMINDER,
    RENEWAL,
    TermFacts,
    is_offer,
)
from ..party.typed_day import Day

TERM_KINDS = [
    (INITIAL, "First Term"),
    (INSTALMENT, "Instalment"),
    (RENEWAL, "Renewal"),
    (EXTENSION, "Extension"),
]
TERM_STATES = [
    ("planned", "Planned"),
    ("invoiced", "Invoiced"),
    ("paid", "Paid"),
    ("lapsed", "Lapsed"),
]


class ContractTerm(models.Model):
    """One period of a contract with its invoice; all of them are its ledger."""

    _name = "miniprogram.contract.term"
    _description = "Contract Term"
    _order = "contract_id, sequence"
    _check_company_auto = True

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    sequence = fields.Integer(required=True)
    kind = fields.Selection(selection=TERM_KINDS, required=True)
    years = fields.Integer(required=True, default=1)
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True, help="The last day, inclusive.")
    amount = fields.Monetary(help="What this period costs, tax included.")
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    former_invoice_ids = fields.Many2many(
        comodel_name="account.move",
        relation="miniprogram_contract_term_former_invoice_rel",
        string="Former Invoices",
        help="What this period was invoiced with before: cancelled or credited.",
    )
    credit_note_id = fields.Many2one(
        comodel_name="account.move",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        help="Credited what was left of the invoice when the period was given up.",
    )
    state = fields.Selection(
        selection=TERM_STATES, required=True, default="planned", index=True
    )
    is_agreed = fields.Boolean(
        string="Agreed until the End",
        readonly=True,
        help="Both sides agreed on an end of the contract, and on what this period "
        "until then costs: it is owed, and no longer an offer.",
    )
    is_cut = fields.Boolean(
        string="Ends with the Contract",
        readonly=True,
        help="It ends before its years are over, and costs the amount given here.",
    )
    is_left_owed = fields.Boolean(
        string="Owed from before",
        readonly=True,
        help="The contract had ended, and was reinstated although this period until "
        "then was not paid: it stays owed, and neither keeps the periods after it from "
        "being renewed nor ends them.",
    )
    is_opening = fields.Boolean(
        string="Opening Term",
        help="Paid before this contract was imported by a manager.",
    )
    invoiced_on = fields.Date(
        help="The company's day on which the invoice was posted: the customer has a "
        "week from then on."
    )
    fell_back_on = fields.Date(
        string="Payment Undone on",
        help="The company's day on which a payment was undone or bounced: the customer "
        "has a week from then on.",
    )
    grace_until = Day(
        string="More Time until",
        help="The last day on which this period can be paid, as granted by a manager.",
    )
    payment_deadline = fields.Date(
        help="The deadline that a lapsed period missed: payments dated by then are in "
        "time."
    )
    last_reminder = fields.Integer(
        default=NO_REMINDER,
        help="How many days before the end the customer was last reminded.",
    )

    _sequence_unique = models.Constraint(
        "UNIQUE (contract_id, sequence)",
        "A contract has each of its terms once.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A term cannot end before it starts.",
    )
    # int4range instead of contract_id itself: no btree_gist extension is needed
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(contract_id, contract_id, '[]') WITH &&,"
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (state != 'lapsed')",
        "The terms of a contract cannot overlap.",
    )

    @api.depends("contract_id.display_name", "date_start", "date_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for term in self:
            term.display_name = self.env._(
                "%(contract)s, %(date_start)s to %(date_end)s",
                contract=term.contract_id.display_name,
                date_start=fields.Date.to_string(term.date_start),
                date_end=fields.Date.to_string(term.date_end),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoiced(self):
        if self.filtered("invoice_id"):
            raise UserError(self.env._("A term that has an invoice cannot be deleted."))

    def _invoice(self):
        """Make the invoices of these terms, posted unless the plan says draft.

        An extension is free of charge, and has none. A term that accounting cannot
        invoice at its price waits for a person.

        :return: why terms wait, in the user's words
        :rtype: list[str]
        """
        problems = []
        charged = self.filtered(lambda term: term.kind != EXTENSION)
        for company, terms in charged.grouped("company_id").items():
            # by hand as by night: on the company's own day, archived taxes included
            terms = terms.with_company(company).with_context(
                active_test=False, tz=company.contract_tz
            )
            invoices = terms.env["account.move"].create(
                [term.contract_id._prepare_term_invoice(term) for term in terms]
            )
            for term, invoice in zip(terms, invoices, strict=True):
                term.invoice_id = invoice
            waiting = terms._filter_misinvoiced()
            problems += waiting._wait_for_price()
            terms -= waiting
            terms._take_invoiced_amount()
            posted = terms.filtered(lambda term: not term._is_invoiced_as_draft())
            posted.invoice_id._post(soft=False)
            posted.filtered(
                lambda term: term._is_invoice_sent()
            ).invoice_id._queue_sending()
        self._sync_with_accounting()
        return problems

    def _get_facts(self):
        """Return what the rules of `policy/terms.py` know of this period.

        :rtype: TermFacts
        """
        return TermFacts(**self._prepare_facts())

    def _prepare_facts(self):
        """Prepare what the rules know of this period: made to be extended.

        :return: the values of ``TermFacts``
        :rtype: dict
        """
        return {
            "agreed_end": self.contract_id and self.contract_id._get_agreed_last_day(),
            "end": self.date_end or None,
            "fell_back_on": self.fell_back_on or None,
            "grace_until": self.grace_until or None,
            "invoiced_on": self.invoiced_on or None,
            "is_agreed": self.is_agreed or self.is_left_owed,
            "kind": self.kind,
            "last_reminder": self.last_reminder,
            "start": self.date_start or None,
            "state": self.state,
        }

    def _is_offer(self):
        """Whether not paying this period ends the contract (5.3): it is not owed."""
        return bool(self) and is_offer(term=self._get_facts())

    def _is_invoiced_as_draft(self):
        self.ensure_one()
        return self.contract_id.contract_invoicing_mode == "draft"

    def _is_invoice_sent(self):
        self.ensure_one()
        return self.contract_id.contract_invoicing_mode == "invoice_send"
