# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...policy.event_chain import FIRST


class ContractEventHead(models.Model):
    """Where the log of a contract stands.

    Whoever appends an entry changes this row: of two at once the later one conflicts,
    and Odoo tries it again.
    """

    _name = "miniprogram.contract.event.head"
    _description = "State of a Contract's Evidence Log"
    _inherit = "miniprogram.contract.event.record"
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

    @api.model
    def _find(self, contracts):
        """Return the head of each contract's log, of a new log too.

        :rtype: dict[sale.subscription, miniprogram.contract.event.head]
        """
        heads = self.search([("contract_id", "in", contracts.ids)])
        if missing := contracts - heads.contract_id:
            self._open(missing)
            heads |= self.search([("contract_id", "in", missing.ids)])
        return {head.contract_id: head for head in heads}

    def _open(self, contracts):
        """Begin the logs of contracts.

        In SQL: where another transaction began one at the same time, PostgreSQL then
        answers with an error after which Odoo tries again, which a unique constraint
        alone does not.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO miniprogram_contract_event_head
                    (contract_id, entry_count, last_sha256, create_uid, create_date)
                SELECT id, 0, %s, %s, now() AT TIME ZONE 'UTC'
                FROM unnest(%s) AS id
                ON CONFLICT (contract_id) DO NOTHING
                """,
                FIRST,
                self.env.uid,
                contracts.ids,
            )
        )

    def _set_last(self, entry):
        """Note the last entry of this log.

        :param event_chain.Entry entry: the entry
        """
        self.ensure_one()
        self._write_by_log({"entry_count": entry.sequence, "last_sha256": entry.sha256})
