# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import detail_change
from . import res_partner_details
from . import res_company_details
from . import address_change
from . import address_change_order
from . import contract_party
from . import party_change
from . import mailing
