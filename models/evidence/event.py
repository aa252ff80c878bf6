# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...policy import event_chain

KINDS = [
    ("begun", "Log Begun"),
    ("sent", "Sent"),
    ("opened", "Page Opened"),
    ("code_sent", "Code Sent"),
    ("code_used", "Code Used"),
    ("signed", "Signed by the Customer"),
    ("sealed", "Sealed by Us"),
    ("paper_customer", "Signed on Paper by the Customer"),
    ("paper_company", "Signed on Paper by Us"),
    ("refused", "Refused by the Customer"),
    ("reset", "Reset to Draft"),
    ("cancelled", "Cancelled"),
    ("notice_sent", "Notice Sent"),
    ("notice_given", "Notice Given by the Customer"),
    ("notice_received", "Notice Received"),
    ("address_changed", "Address Changed"),
    ("party_changed", "Party Changed"),
    ("link_withdrawn", "Link Withdrawn"),
    ("contacts_merged", "Contacts Merged"),
    ("ended", "Ended"),
    ("reinstated", "Reinstated"),
    ("printed_for_court", "Printed for Court"),
    ("files_checked", "Files Checked"),
]
TEXTS = ("actor", "description", "ip_address", "salt")


class ContractEvent(models.Model):
    """One entry of a contract's evidence log: appended, and never changed."""

    _name = "miniprogram.contract.event"
    _description = "Entry of a Contract's Evidence Log"
    _order = "contract_id, sequence"
    _rec_name = "kind"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        string="Contract",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    sequence = fields.Integer(required=True, readonly=True)
    kind = fields.Selection(KINDS, string="Event", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    actor = fields.Char(
        string="By",
        readonly=True,
        help="Who did it, as known at that moment: name, login and e-mail address.",
    )
    ip_address = fields.Char(string="IP Address", readonly=True)
    description = fields.Text(readonly=True)
    document_sha256 = fields.Char(string="SHA-256 of the Document", readonly=True)
    salt = fields.Char(
        readonly=True,
        groups="base.group_system",
        help="Keeps deleted texts from being guessed by their hash.",
    )
    texts_sha256 = fields.Char(
        string="SHA-256 of the Texts", required=True, readonly=True
    )
    previous_sha256 = fields.Char(
        string="SHA-256 of the Previous Entry", required=True, readonly=True
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)

    _contract_sequence_unique = models.Constraint(
        "UNIQUE(contract_id, sequence)",
        "An entry of the evidence log has one place of its own.",
    )

    # -- appended by the log alone, and never changed ---------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change("create")

    def write(self, vals):
        self._refuse_change("write")

    def unlink(self):
        self._refuse_change("unlink")

    def _refuse_change(self, operation):
        self.check_access(operation)
        raise UserError(
            self.env._(
                "The evidence log of a contract is written by its events alone: no "
                "entry can be added, changed or deleted."
            )
        )

    @api.model
    def _append(self, entries):
        """Append entries to the logs of contracts.

        :param list entries: tuples of a contract and its ``event_chain.Entry``
        """
        super().create(
            [self._prepare_entry(contract, entry) for contract, entry in entries]
        )

    @api.model
    def _prepare_entry(self, contract, entry):
        values = entry._asdict()
        texts = values.pop("texts")._asdict()
        return {**values, **texts, "contract_id": contract.id}

    def _delete_texts(self):
        """Delete what these entries say; their hashes stay, and the chain holds."""
        super().write(dict.fromkeys(TEXTS, False))

    def _to_entry(self):
        """Return this entry as plain values.

        :rtype: event_chain.Entry
        """
        self.ensure_one()
        # sudo: the salt is for checks alone
        own = self.sudo()
        texts = event_chain.Texts(
            salt=own.salt,
            actor=own.actor or "",
            ip_address=own.ip_address or "",
            description=own.description or "",
        )
        return event_chain.Entry(
            sequence=self.sequence,
            kind=self.kind,
            date=fields.Datetime.to_string(self.date),
            document_sha256=self.document_sha256 or "",
            texts=texts if own.salt else None,
            texts_sha256=self.texts_sha256,
            previous_sha256=self.previous_sha256,
            sha256=self.sha256,
        )
