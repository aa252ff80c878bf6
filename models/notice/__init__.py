# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the parties tell each other: deadlines, letters, receipt, and what follows.

It may call the contract, its nightly run and the ledger, whose hooks it fills: what
ends a contract is stated in writing here; and signing, of which a refusal is an end.
Nothing in it knows of the portal.
"""

from . import res_company
from . import settings
from . import notice_type
from . import close_reason
from . import notice
from . import notice_conversation
from . import notice_deadline
from . import contract_notices
from . import notice_end
from . import notice_number
from . import notice_letter
from . import notice_letter_of_end
from . import notice_recipient
from . import notice_document
from . import notice_type_letter
from . import notice_validation
from . import notice_expectation
from . import notice_cure_period
from . import notice_money_after_end
from . import notice_sending
from . import notice_queue
from . import payment_demand
from . import contract_payment_demand
from . import notice_effect
from . import notice_declaration
from . import notice_force_majeure
from . import contract_end_by_notice
from . import notice_termination
from . import contract_declared_end
from . import contract_reinstatement_letter
from . import contract_end_preview
from . import notice_receipt
from . import notice_write_protection
from . import notice_verdict
from . import notice_claim
from . import notice_claim_decision
from . import deadline
from . import mailing
from . import mailing_documents
from . import mailing_recipients
from . import mailing_progress
from . import contract_follow_up
from . import contract_log_texts
from . import notice_correspondence
from . import correspondence_file
from . import ir_actions_report
from . import report_on_screen
from . import ir_attachment
from . import res_partner
from . import health
