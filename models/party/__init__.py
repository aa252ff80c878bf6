# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who the two sides are: our company, the customer, and what a contract says of each.

It calls core and tools only.
"""

from . import typed_day
from . import res_currency
from . import res_partner
from . import mailbox
from . import res_company
from . import company_language
from . import health
