# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The customer's pages in plain values: who may read them, and act there.

The topmost room: it may call all others, and only controllers call it.
"""

from . import ir_http
from . import password_request
from . import res_users
from . import health
from . import contract_access
from . import contract_link
from . import invoice_link
from . import res_partner
from . import base_partner_merge
from . import contract_messages
from . import mail_message
from . import invoice_payment
from . import term_page
from . import notice_type_portal
from . import notice_page
from . import notice_form
from . import visitor_file
from . import address_form
from . import notice_receipt_in_portal
from . import notice_submission
from . import notice_confirmation
from . import contract_page
from . import evidence_page
from . import contract_notice_form
