# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the quotation to the contract; orders do not bill what contracts bill.

It may call contract and ledger, and what is below.
"""

from . import plan
from . import sale_order_line
from . import sale_order_term
from . import sale_order
from . import account_tax
from . import crm_lead
