"""What ``recount.py`` reads: the tables, and nothing of the addon's code."""

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

CONTRACTS = """
    SELECT c.id, c.contract_state AS state, c.signed_end, c.paid_until,
           c.contract_date_end AS date_end, c.termination_date, d.name AS reason,
           c.contract_failure AS failure, c.amount_total AS price
    FROM sale_subscription c
    LEFT JOIN ir_model_data d ON d.model = 'sale.subscription.close.reason'
        AND d.module = 'miniprogram_contract' AND d.res_id = c.close_reason_id
    WHERE c.id = ANY(%s)"""
TERMS = """
    SELECT t.contract_id, t.id, t.sequence, t.kind, t.state, t.is_opening,
           t.date_start, t.date_end, t.amount, t.invoice_id
    FROM miniprogram_contract_term t
    WHERE t.contract_id = ANY(%s) ORDER BY t.date_start, t.sequence"""
# Invoices of contracts, and the credit notes of these
MOVES = """
    SELECT COALESCE(o.subscription_id, m.subscription_id) AS contract_id,
           m.id, m.name, m.move_type, m.state, m.invoice_date,
           m.contract_term_id AS term_id,
           m.amount_total AS total, m.amount_residual AS residual, m.reversed_entry_id,
           m.create_date AS created
    FROM account_move m LEFT JOIN account_move o ON o.id = m.reversed_entry_id
    WHERE COALESCE(o.subscription_id, m.subscription_id) = ANY(%s) ORDER BY m.id"""
# Payments of everybody who has the contract's number as reference: what is left of
# them, which may be negative of what was paid back
PAYMENTS = """
    SELECT c.id AS contract_id, p.id, p.payment_type, p.amount, p.date,
           p.create_date AS created, p.state,
           (SELECT -SUM(l.amount_residual) FROM account_move_line l
            JOIN account_account a ON a.id = l.account_id
            WHERE l.move_id = p.move_id AND a.account_type = 'asset_receivable')
               AS open_amount
    FROM account_payment p
    JOIN res_partner r ON r.id = p.partner_id
    JOIN sale_subscription c ON c.contract_number = r.ref
    WHERE c.id = ANY(%s)"""
# What a payment was matched with: an invoice, or a payment in the other direction
MATCHES = """
    SELECT c.id AS contract_id, p.id AS payment_id, m.amount, m.create_date AS created,
           debit.move_id AS invoice_id, back.id AS refund_id
    FROM account_partial_reconcile m
    JOIN account_move_line debit ON debit.id = m.debit_move_id
    JOIN account_move_line credit ON credit.id = m.credit_move_id
    JOIN account_payment p ON p.move_id = credit.move_id
    LEFT JOIN account_payment back ON back.move_id = debit.move_id
    JOIN res_partner r ON r.id = p.partner_id
    JOIN sale_subscription c ON c.contract_number = r.ref
    WHERE c.id = ANY(%s)"""
REMINDER_MESSAGES = """
    SELECT m.res_id AS contract_id, m.create_date AS created
    FROM mail_message m WHERE m.model = 'sale.subscription' AND m.res_id = ANY(%s)
    AND m.subject LIKE 'Renewal of contract%%' ORDER BY m.id"""
ACTIVITIES = """
    SELECT a.res_id AS contract_id, a.summary FROM mail_activity a
    WHERE a.res_model = 'sale.subscription' AND a.res_id = ANY(%s) AND a.active"""


class Tables:
    """The rows of the contracts in question, by contract."""

    def __init__(self, cr, contract_ids):
        self.cr = cr
        self.contract_ids = list(contract_ids)
        self.contracts = self._read(CONTRACTS)
        self.terms = self._group(TERMS)
        self.moves = self._group(MOVES)
        self.payments = self._group(PAYMENTS)
        self.matches = self._group(MATCHES)
        self.reminders = self._group(REMINDER_MESSAGES)
        self.activities = self._group(ACTIVITIES)

    def _read(self, query):
        self.cr.execute(query, [self.contract_ids])
        names = [column.name for column in self.cr.description]
        return [
            SimpleNamespace(**dict(zip(names, map(make_exact, row), strict=True)))
            for row in self.cr.fetchall()
        ]

    def _group(self, query):
        grouped = defaultdict(list)
        for row in self._read(query):
            grouped[row.contract_id].append(row)
        return grouped


def make_exact(value):
    """Return an amount as a decimal number, and anything else as it is."""
    return Decimal(str(value)) if isinstance(value, float) else value
