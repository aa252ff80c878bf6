# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...policy import event_chain

KINDS = [
    ("begun", "Log Begun"),
    ("sent", "Sent"),
    ("opened", "Page Opened"),
    ("code_sent", "Code Sent"),
    ("code_used", "Code Used"),
    ("code_refused", "Wrong Codes"),
    ("code_limit", "Too Many Codes"),
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
# Of these the document is the one that was put on file by what happened; other entries
# name what was on file just then
FILING_KINDS = {
    "notice_given",
    "notice_sent",
    "paper_company",
    "paper_customer",
    "sealed",
    "sent",
    "signed",
}
TEXTS = ("actor", "description", "ip_address", "salt")


class ContractEvent(models.Model):
    """One entry of a contract's evidence log: appended, and never changed."""

    _name = "miniprogram.contract.event"
    _description = "Entry of a Contract's Evidence Log"
    _inherit = "miniprogram.contract.event.record"
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
    texts_deleted_on = fields.Date(
        readonly=True,
        help="When what the entry said was deleted, by the rules on data protection.",
    )
    words = fields.Text(
        string="What It Says",
        compute="_compute_words",
        help="The description, or since when it is no longer kept.",
    )

    # what a night looks for among the contracts that ended long ago
    _kept_texts_index = models.Index(
        "(contract_id, date) WHERE texts_deleted_on IS NULL"
    )
    _contract_sequence_unique = models.Constraint(
        "UNIQUE(contract_id, sequence)",
        "An entry of the evidence log has one place of its own.",
    )

    @api.depends("description", "texts_deleted_on")
    @api.depends_context("lang")
    def _compute_words(self):
        for event in self:
            event.words = event.description or event._describe_deletion()

    def _describe_deletion(self):
        """Return that what this entry said was deleted, and when; "" if it was not.

        :rtype: str
        """
        self.ensure_one()
        if not self.texts_deleted_on:
            return ""
        return self.env._(
            "What it said was deleted on %s by the rules on data protection; its hash "
            "stays.",
            self.texts_deleted_on,
        )

    # -- appended by the log alone, and never changed ---------------------------------

    @api.model
    def _append(self, entries):
        """Append entries to the logs of contracts.

        :param list entries: tuples of a contract and its ``event_chain.Entry``
        """
        self._create_by_log(
            [self._prepare_entry(contract, entry) for contract, entry in entries]
        )

    @api.model
    def _prepare_entry(self, contract, entry):
        values = entry._asdict()
        texts = values.pop("texts")._asdict()
        return {**values, **texts, "contract_id": contract.id}

    def _delete_texts(self):
        """Delete what these entries say; their hashes stay, and the chain holds.

        Who made the record goes with the words that name him.
        """
        for company, events in self.grouped("company_id").items():
            texts_deleted_on = company._contract_today()
            events._write_by_log(
                {**dict.fromkeys(TEXTS, False), "texts_deleted_on": texts_deleted_on}
            )
        # In SQL: the ORM lets nobody write who made a record.
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE miniprogram_contract_event SET create_uid = %s"
                " WHERE id = ANY(%s)",
                SUPERUSER_ID,
                self.ids,
            )
        )
        self.invalidate_recordset(["create_uid"])

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
