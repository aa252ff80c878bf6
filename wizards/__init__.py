# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import account_payment_register
from . import contract_cancel
from . import contract_signed_paper
from . import sale_advance_payment_inv
