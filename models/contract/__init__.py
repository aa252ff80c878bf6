# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What both sides agree on, from the draft to the signatures.

The contract is the base module's subscription and a signable document at once. It calls
party, wording and document; what is paid, and how it ends, is the ledger's, above.
"""

from . import close_reason
from . import stage
from . import product
from . import account_move
from . import plan
from . import res_company
from . import contract
from . import res_currency
from . import account_tax
from . import period
from . import price
from . import miniprogram
from . import line
from . import base_module
from . import new_contract
from . import write_protection
from . import mail_activity
from . import responsible
from . import log_note
from . import mail_partner
from . import mail_posting
from . import document
from . import lifecycle
from . import line_price
from . import base_partner_merge
from . import paper_trail
from . import wording_sample
from . import res_partner
from . import ir_actions_report
from . import report_on_screen
from . import settings
from . import health
from . import health_warning
