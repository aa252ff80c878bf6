# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...policy.event_chain import FIRST


class ContractEventHead(models.Model):
    """Where the log of a contract stands.

    Whoever appends an entry changes this row: of two at once the later one conflicts,
    and Odoo tries it again.
    """

    _name = "miniprogram.contract.event.head"
    _description = "State of a Contract's Evidence Log"
    _rec_name = "contract_id"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        string="Contract",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    entry_count = fields.Integer(string="Entries", readonly=True)
    last_sha256 = fields.Char(
        string="SHA-256 of the Last Entry",
        required=True,
        default=FIRST,
        readonly=True,
    )

    _contract_unique = models.Constraint(
        "UNIQUE(contract_id)", "A contract has one evidence log."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change()

    def write(self, vals):
        self._refuse_change()

    def unlink(self):
        self._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._("The evidence log of a contract is written by its events alone.")
        )

    @api.model
    def _find(self, contracts):
        """Return the head of each contract's log, of a new log too.

        :rtype: dict[sale.subscription, miniprogram.contract.event.head]
        """
        heads = self.search([("contract_id", "in", contracts.ids)])
        missing = contracts - heads.contract_id
        heads |= super().create([{"contract_id": contract.id} for contract in missing])
        return {head.contract_id: head for head in heads}

    def _set_last(self, entry):
        """Note the last entry of this log.

        :param event_chain.Entry entry: the entry
        """
        self.ensure_one()
        super().write({"entry_count": entry.sequence, "last_sha256": entry.sha256})
