# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResCompany(models.Model):
    """Companies that keep their books together."""

    _inherit = "res.company"

    def _get_branch_tree(self):
        """Return these companies with all of their branches, and whose branch they are.

        Core reconciles across them.
        """
        # sudo: money may come in at a branch that the user does not work for
        return self.sudo().search([("id", "child_of", self.root_id.ids)])
