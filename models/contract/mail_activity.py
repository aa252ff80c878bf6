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

    def _leave_in_matter(self, settled_id, open_ids):
        """Withdraw a warning about several records once all of them are settled.

        :param int settled_id: the record that is settled now; a warning that is not
            about it stays as it is
        :param set open_ids: the records that are not settled
        """
        self.ensure_one()
        *kind, names = self.contract_matter.split(":")
        ids = {int(name) for name in names.split(",") if name}
        if settled_id not in ids:
            return
        left = sorted((ids - {settled_id}) & open_ids)
        if left:
            self.contract_matter = ":".join([*kind, ",".join(map(str, left))])
        else:
            self.unlink()
