# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The money and the end: terms and their accounting, renewals, terminations.

Accounting and the ledger call each other, so they share a room. It may call contract
and nightly, and what is below; letters follow in notice.
"""

from . import res_company
from . import res_partner
from . import unreconciled_payment
from . import account_payment
from . import account_move_settlement
from . import account_bank_statement_line
from . import contract_payers
from . import term
from . import contract_terms
from . import contract_dates
from . import term_settlement
from . import term_lapse
from . import term_counted_as_paid
from . import contract_payment_progress
from . import term_grace
from . import term_amount
from . import money_given_back
from . import open_money
from . import unallocated_credit
from . import order_payment
from . import term_replaced_invoice
from . import term_cut
from . import contract_agreed_end
from . import contract_renewal
from . import contract_end_preview
from . import contract_end_log
from . import contract_termination
from . import contract_declared_end
from . import contract_money_left
from . import contract_refund
from . import contract_unpaid_renewal
from . import contract_unassigned_invoices
from . import contract_next_end
from . import contract_unrenewed_end
from . import contract_reinstatement
from . import payment_after_end
from . import remainder_credit_note
from . import account_move
from . import account_move_unassigned
from . import account_move_screen
from . import account_move_paper
from . import account_move_sending
from . import account_move_line
from . import account_partial_reconcile
from . import payment_transaction
from . import health
