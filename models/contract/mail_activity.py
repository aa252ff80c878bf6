# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MailActivity(models.Model):
    """What a warning of a contract is about, however its words are put."""

    _inherit = "mail.activity"

    contract_matter = fields.Char(
        string="Matter of the Contract",
        readonly=True,
        copy=False,
        help="By this a warning is found again: its text is in a language.",
    )
