# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    """Payers."""

    _inherit = "res.partner"

    def _get_paid_for(self):
        """Return whom these partners pay for: themselves, and what they belong to.

        A contact's payment is the company's, and that of a branch its parent's.
        """
        paid_for = self | self.commercial_partner_id
        while parents := paid_for.parent_id - paid_for:
            paid_for |= parents
        return paid_for
