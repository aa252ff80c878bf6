# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A party that moves, is renamed, merges or is succeeded (11.3, 12.6, 12.9).

It may call notice and what is below, and adds the effects of its own notices there:
what changed is noted on the party, told by a notice, and done when that is received.
"""

from . import address_change
from . import party_details
from . import detail_change_item
from . import detail_change
from . import res_partner_details
from . import res_company_details
from . import address_change_order
from . import contract_party
from . import address_change_effect
from . import party_change
from . import mailing
from . import base_partner_merge
