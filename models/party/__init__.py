# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import res_currency
from . import res_partner
from . import res_company
