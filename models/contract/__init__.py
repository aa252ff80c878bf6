# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What both sides agree on, from the draft to the signatures.

The contract stands on the base module's subscription and on the signable document; it
calls party, wording and document, and leaves the money to the ledger above.
"""

from . import close_reason
from . import stage
from . import product
from . import plan
from . import res_company
from . import contract
from . import base_module
from . import new_contract
from . import write_protection
from . import responsible
from . import mail_partner
from . import document
from . import lifecycle
from . import line
from . import wording_sample
from . import res_partner
from . import ir_actions_report
from . import settings
