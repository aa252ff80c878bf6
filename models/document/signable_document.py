# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language
from ..party.typed_day import Day


class SignableDocument(models.AbstractModel):
    """A document between the two sides: numbered, sent, frozen, signed, kept.

    A model that inherits this has a company, a message thread, activities, and the
    states draft, sent and signed. It names the fields that hold its state
    (``_lifecycle_state``) and its number (``_document_number``), defines the hooks
    below, and inherits this before ``mail.thread``, so that changes are tracked.
    """

    _name = "miniprogram.signable.document"
    _description = "Document That Both Sides Sign"
    _inherit = ["miniprogram.lifecycle"]

    _document_number = "number"

    sent_on = fields.Date(readonly=True, copy=False)
    sent_content = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        help="What the sent document says about the parties, the service and the "
        "price. The portal shows this, whatever changes on the records afterwards.",
    )
    sent_document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Sent Document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    sent_document_sha256 = fields.Char(
        string="SHA-256 of the Sent Document", readonly=True, copy=False
    )
    signed_by = fields.Char(
        readonly=True, copy=False, help="Who signed for the customer.", tracking=True
    )
    signed_by_customer_on = Day(
        string="Signed by Customer on", readonly=True, copy=False
    )
    countersigned_on = Day(readonly=True, copy=False)
    signed_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day on which the second of the two sides signed.",
    )
    signed_document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Signed Copy on File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    signed_document_sha256 = fields.Char(
        string="SHA-256 of the Signed Copy",
        readonly=True,
        copy=False,
        index="btree_not_null",  # anybody may ask by it
    )
    print_seal = fields.Boolean(
        string="Print Our Seal",
        compute="_compute_print_seal",
        store=True,
        readonly=False,
        copy=False,
        groups="miniprogram_contract.group_seal_keeper",
        help="Print our seal over our signature block when the contract is sent.",
    )

    @api.depends("company_id")
    def _compute_print_seal(self):
        for record in self:
            record.print_seal = record.company_id.contract_seal_on_paper

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            self._document_number,
            "countersigned_on",
            "sent_content",
            "sent_document_id",
            "sent_document_sha256",
            "sent_on",
            "signed_by",
            "signed_by_customer_on",
            "signed_document_id",
            "signed_document_sha256",
            "signed_on",
        }

    @api.model
    def _get_frozen_fields(self):
        return [
            *super()._get_frozen_fields(),
            (
                self._get_sent_content_fields(),
                lambda record: record[record._lifecycle_state] != "draft",
            ),
            (
                self._get_sealing_fields(),
                lambda record: record._has_frozen_annexes(),
            ),
        ]

    def _has_frozen_annexes(self):
        """Whether the annexes stay: the customer has signed, or never will."""
        self.ensure_one()
        is_open = self[self._lifecycle_state] in ("draft", "sent")
        return not is_open or bool(self.signed_by_customer_on)

    @api.model
    def _get_sent_content_fields(self):
        """Return the names of the fields that freeze when it is sent.

        :rtype: set[str]
        """
        return {"company_id", "print_seal"}

    @api.model
    def _get_sealing_fields(self):
        """Return the names of the fields that freeze when the customer signs.

        :rtype: set[str]
        """
        return set()

    # -- hooks: what the paper says, and what it needs ------------------------------

    def _get_contract(self):
        """Return the contract that the document is, or belongs to.

        :rtype: sale.subscription
        """
        raise NotImplementedError

    def _get_document_data(self):
        """Return what the paper says, in plain values.

        :return: see ``_render_pdf()`` of ``miniprogram.contract.document``
        :rtype: dict
        """
        raise NotImplementedError

    def _prepare_sent_content(self, data):
        """Prepare what is kept of the paper for the portal.

        :param dict data: the very values that were printed
        :return: values that JSON can hold
        :rtype: dict
        """
        return {name: data[name] for name in self._get_text_names()}

    @api.model
    def _get_text_names(self):
        """Return what of the paper's values is its text, see ``_get_document_data()``.

        :rtype: tuple[str]
        """
        return ("title", "party_a", "party_b", "paragraphs")

    def _get_text_data(self):
        """Return the text as it was last sent, or as it stands before that.

        :return: see :meth:`_get_text_names`
        :rtype: dict
        """
        self.ensure_one()
        if self.sent_content:
            return self._read_sent_content(self.sent_content)
        data = self._get_document_data()
        return {name: data[name] for name in self._get_text_names()}

    def _read_sent_content(self, content):
        """Return the text that was sent, from what was kept of it.

        :param dict content: see :meth:`_prepare_sent_content`
        :rtype: dict
        """
        return content

    def _take_number(self):
        """Return the number: the one it has, else the next one, which is then used up.

        :rtype: str
        """
        raise NotImplementedError

    def _get_sending_problems(self):
        """Return what keeps it from being sent, in the user's words.

        :rtype: list[str]
        """
        return []

    def _get_signing_problems(self):
        """Return what has changed since it was sent, and keeps it from being signed.

        :rtype: list[str]
        """
        return []

    def _freeze_annexes(self):
        """Freeze what belongs to the document when the customer signs it: a hook."""

    # -- sending --------------------------------------------------------------------

    @api.private
    def action_send(self):
        """Number the document, print it, and keep that file as what was sent.

        :raises UserError: it is not a draft, or the paper lacks something: one error
            that names all of it
        """
        self._lock_in_state("draft")
        self._check_can_be_sent()
        for record in self:
            record._send()
        return True

    def _send(self):
        """Number the document, print it, and freeze what was printed.

        What it says is collected once: what is kept is the very thing that was printed.
        """
        self.ensure_one()
        self._write_protected(
            {**self._prepare_sending_values(), self._lifecycle_state: "sent"}
        )
        data = self._get_document_data()
        raw = self._print(data)
        document, digest = self._freeze(
            self._get_document_name(),
            raw,
            "application/pdf",
            self.env["miniprogram.contract.document"]._get_printed(raw, data),
        )
        self._write_protected(
            {
                "sent_content": self._prepare_sent_content(data),
                "sent_document_id": document.id,
                "sent_document_sha256": digest,
            }
        )
        self._log_sending()
        self._log_seal_use()

    def _prepare_sending_values(self):
        """Prepare what the document gets when it is sent: its number and the day.

        :rtype: dict
        """
        self.ensure_one()
        return {
            self._document_number: self._take_number(),
            "sent_on": self.company_id._contract_today(),
        }

    def _check_can_be_sent(self):
        """Refuse to send documents that something keeps from it.

        :raises UserError: names all of it, document by document
        """
        problems = [
            f"- {record.display_name}: {problem}" if len(self) > 1 else f"- {problem}"
            for record in self
            for problem in record._get_sending_problems()
        ]
        if problems:
            raise UserError(
                self.env._(
                    "The contract cannot be sent yet. Complete this first:\n%s",
                    "\n".join(problems),
                )
            )

    @in_company_language
    def _log_sending(self):
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "The contract was sent (SHA-256 %s).", self.sent_document_sha256
            ),
            attachment_ids=self.sent_document_id.ids,
        )
        self._log_document_event("sent", self._get_number(), self.sent_document_sha256)

    def _log_document_event(self, kind, description="", document_sha256=""):
        """Append an entry to the evidence log of each document's contract.

        :param str kind: what happened
        :param str description: what more there is to say, in the company's language
        :param str document_sha256: the hash of the document that it is about
        """
        for record in self:
            record._get_contract()._log_event(kind, description, document_sha256)

    @in_company_language
    def _log_seal_use(self):
        self.ensure_one()
        if self._get_seal():
            self.message_post(
                body=self.env._("Our seal was printed on the contract that was sent.")
            )

    def _get_number(self):
        """Return the number on the paper, "" before it has one."""
        self.ensure_one()
        return self[self._document_number] or ""

    # -- signed, or taken back ------------------------------------------------------

    def _set_signed(self):
        """Record that both sides have signed: from now on the document binds them."""
        for record in self:
            record._write_protected(record._prepare_signed_values())
        self._freeze_annexes()

    def _prepare_signed_values(self):
        """Prepare what is recorded when the second of the two sides has signed.

        :rtype: dict
        """
        self.ensure_one()
        return {
            self._lifecycle_state: "signed",
            "signed_on": max(self.signed_by_customer_on, self.countersigned_on),
        }

    def action_reset_to_draft(self):
        """Reset a sent document to draft; its number and the sent PDF stay on file.

        :raises UserError: the customer has signed, or it was not sent
        """
        self._lock_in_state("sent")
        if signed := self.filtered("signed_by_customer_on"):
            raise UserError(
                self.env._(
                    "The customer has already signed, so these cannot be reset to "
                    "draft: %s.",
                    ", ".join(signed.mapped("display_name")),
                )
            )
        self._log_reset()
        self._write_protected(self._prepare_draft_values())
        return True

    @in_company_language
    def _log_reset(self):
        for record in self:
            record.message_post(
                body=self.env._("Reset to draft. The document sent before is kept."),
                attachment_ids=record.sent_document_id.ids,
            )
            record._log_document_event("reset", "", record.sent_document_sha256)

    @api.model
    def _prepare_draft_values(self):
        """Prepare what a document that is reset to draft loses.

        :rtype: dict
        """
        return {
            self._lifecycle_state: "draft",
            "sent_on": False,
            "sent_document_id": False,
            "sent_document_sha256": False,
        }
