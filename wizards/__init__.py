# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import account_move_reversal
from . import account_payment_register
from . import contract_assign_invoice
from . import contract_cancel
from . import contract_count_as_paid
from . import contract_detail_change_record
from . import contract_document_check
from . import contract_grant_time
from . import contract_ignore_credit
from . import contract_notice_decide
from . import contract_notice_receive
from . import contract_reinstate
from . import contract_sign_on_device
from . import contract_signed_paper
from . import contract_terminate
from . import contract_withdraw_termination
from . import sale_advance_payment_inv
