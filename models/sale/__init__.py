# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import plan
from . import sale_order_line
from . import sale_order
from . import account_tax
from . import crm_lead
