# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A party that moves, is renamed, merges or is succeeded (11.3, 12.6, 12.9).

It calls notice, and adds the effects of its own notices there.
"""

from . import detail_change
from . import res_partner_details
from . import res_company_details
from . import address_change
from . import address_change_order
from . import contract_party
from . import party_change
from . import mailing
