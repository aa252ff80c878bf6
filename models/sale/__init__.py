# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the quotation to the contract, and never billed twice.

It calls contract and ledger.
"""

from . import plan
from . import sale_order_line
from . import sale_order
from . import account_tax
from . import crm_lead
