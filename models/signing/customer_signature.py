# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...tools.chinese_text import chinese_day
from ...tools.signature import read_signature
from ...tools.typed_text import clean_text, one_line
from ..party.company_language import in_company_language
from .signing_code import CHANNELS

MAX_NAME = 64


class SignableDocument(models.AbstractModel):
    """The customer's signature on screen, on the very document that was sent.

    Until our seal is on it too, the document stays sent and waits.
    """

    _inherit = "miniprogram.signable.document"

    signer_position = fields.Char(
        readonly=True,
        copy=False,
        help="The position of the person who signed for the customer.",
    )
    customer_signature = fields.Binary(
        string="Customer's Signature",
        readonly=True,
        copy=False,
        help="As it was drawn or typed on screen.",
    )
    signed_by_customer_at = fields.Datetime(
        string="Signed by Customer at", readonly=True, copy=False
    )
    signing_ip = fields.Char(string="Signer's IP Address", readonly=True, copy=False)
    signing_taken_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Signature Taken by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The colleague on whose screen the customer signed.",
    )
    signing_code_channel = fields.Selection(
        selection=CHANNELS, string="Code Sent by", readonly=True, copy=False
    )
    signing_code_address = fields.Char(string="Code Sent to", readonly=True, copy=False)
    signing_code_sent_on = fields.Datetime(
        string="Code Sent on", readonly=True, copy=False
    )
    customer_document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Document Signed by the Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    customer_document_sha256 = fields.Char(
        string="SHA-256 of the Document Signed by the Customer",
        readonly=True,
        copy=False,
    )
    is_waiting_for_seal = fields.Boolean(
        string="Waiting for Our Seal",
        compute="_compute_is_waiting_for_seal",
        search="_search_is_waiting_for_seal",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "customer_document_id",
            "customer_document_sha256",
            "customer_signature",
            "signed_by_customer_at",
            "signer_position",
            "signing_code_address",
            "signing_code_channel",
            "signing_code_sent_on",
            "signing_ip",
            "signing_taken_by_id",
        }

    @api.depends(lambda self: [self._lifecycle_state, "signed_by_customer_on"])
    def _compute_is_waiting_for_seal(self):
        for record in self:
            record.is_waiting_for_seal = (
                record[record._lifecycle_state] == "sent"
                and record.signed_by_customer_on
            )

    def _search_is_waiting_for_seal(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            (self._lifecycle_state, "=", "sent"),
            ("signed_by_customer_on", "!=", False),
        ]

    @api.private
    def action_sign(
        self,
        signed_by,
        signature,
        *,
        shown_sha256=None,
        ip_address=None,
        position=None,
        confirmed=None,
    ):
        """Take the customer's signature on screen: our seal is still to come.

        Without ``shown_sha256`` the customer signs on our own screen, and the user who
        is logged in there is named on the document.

        :param str signed_by: who signs for the customer
        :param signature: the picture, drawn or typed, in base64: PNG or JPEG
        :param str shown_sha256: the SHA-256 of the document that was shown
        :param str ip_address: the address that the signature comes from, as the portal
            knows it; whoever calls this by RPC could name any
        :param str position: the signer's position at the customer
        :param dict confirmed: what the signer confirmed, all of it then required:
            ``key_terms`` (codes) and ``agreement``; None where nothing was asked
        :raises UserError: the document does not wait for this signature, it changed
            since it was shown, or a value is wrong: one error names all of them
        """
        # only the pages of the portal act as the superuser
        if ip_address and not (self.env.su and shown_sha256):
            raise UserError(
                self.env._(
                    "IP Address: the portal notes it by itself, and nobody can give it."
                )
            )
        return self._take_signature(
            signed_by,
            signature,
            shown_sha256=shown_sha256,
            ip_address=ip_address,
            position=position,
            confirmed=confirmed,
        )

    def _take_signature(
        self, signed_by, signature, *, shown_sha256, ip_address, position, confirmed
    ):
        """Take a signature with the address that it was posted from.

        See :meth:`action_sign`.
        """
        self.ensure_one()
        self._begin_signing()
        self._check_shown(shown_sha256)
        signer, problems = self._read_signer(signed_by, signature, position)
        if confirmed is not None:
            problems += self._get_confirmation_problems(
                {**confirmed, "position": position, "shown_sha256": shown_sha256}
            )
        if problems:
            raise UserError("\n".join(problems))
        self._sign(
            {
                **signer,
                "signing_confirmations": confirmed and self._prepare_confirmations(),
                "signing_ip": ip_address,
                "signing_taken_by_id": self.env.user._is_internal() and self.env.uid,
            }
        )
        return True

    def _begin_signing(self):
        """Lock this document, and check that it waits for the customer's signature.

        :raises UserError: it does not: a second click or window signs nothing twice
        """
        self.ensure_one()
        self._lock_in_state("sent")
        self._get_contract()._serialize_access()
        if self.signed_by_customer_on:
            raise UserError(
                self.env._(
                    "%(name)s has signed this contract already, on %(day)s.",
                    name=self.signed_by,
                    day=self.signed_by_customer_on,
                )
            )

    def _check_shown(self, shown_sha256):
        """Refuse a signature on anything but the document that is on file.

        :param str shown_sha256: the SHA-256 of what was shown, None on our own screen
        """
        self.ensure_one()
        if shown_sha256 is None:
            if not self.env.user._is_internal():
                raise UserError(
                    self.env._("The contract has to be shown before it is signed.")
                )
        elif shown_sha256 != self.sent_document_sha256:
            raise UserError(self._get_changed_message())

    def _read_signer(self, signed_by, signature, position):
        """Read the signer's name, position and signature.

        :return: values of this document's fields, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        _ = self.env._
        problems, picture = [], None
        signed_by = one_line(clean_text(signed_by))
        position = one_line(clean_text(position))
        if not 0 < len(signed_by) <= MAX_NAME:
            problems.append(
                _(
                    "Signed by: the name of the person who signs for the customer, at "
                    "most %s characters.",
                    MAX_NAME,
                )
            )
        if len(position) > MAX_NAME:
            problems.append(_("Position: at most %s characters.", MAX_NAME))
        try:
            picture = base64.b64encode(read_signature(signature))
        except ValueError:
            problems.append(_("Signature: a drawn or typed one, as PNG or JPEG."))
        values = {
            "customer_signature": picture,
            "signed_by": signed_by,
            "signer_position": position,
        }
        return values, problems

    def _sign(self, values):
        """Put the customer's signature on the document that was sent, and keep it.

        :param dict values: values of the fields that say who signed, and how
        """
        self.ensure_one()
        self._write_protected(
            {
                **values,
                "signed_by_customer_at": fields.Datetime.now(),
                "signed_by_customer_on": self.company_id._contract_today(),
            }
        )
        document, digest = self._freeze(
            self.env._("%s signed by the customer", self._get_number()),
            self._stamp_customer_signature(),
            "application/pdf",
            self.env["miniprogram.contract.document"]._get_signed(
                self.sent_document_id.raw,
                self._get_document_description(),
                self._get_customer_stamp(),
            ),
        )
        self._write_protected(
            {"customer_document_id": document.id, "customer_document_sha256": digest}
        )
        self._freeze_annexes()
        self._log_signature()

    def _stamp_customer_signature(self):
        """Return the document that was sent, with the customer's signature on it.

        :rtype: bytes
        """
        self.ensure_one()
        return self.env["miniprogram.contract.document"]._stamp_signature(
            self.sent_document_id._read_stored(),
            self._get_document_description(),
            self._get_customer_stamp(),
        )

    def _get_customer_stamp(self):
        """Return what the customer's signature puts on the document.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "cross_page_seal": None,
            "day": chinese_day(self.signed_by_customer_on),
            "is_seal": False,
            "picture": base64.b64decode(self.customer_signature),
            "side": "party_a",
            "signer": f"签署人：{self._get_signer_text()}",
        }

    def _get_document_description(self):
        """Return title and number, as a signed document describes itself.

        :rtype: dict
        """
        self.ensure_one()
        title = self._get_text_data()["title"]
        return {"title": title, "contract_number": self._get_number()}

    def _get_signer_text(self):
        """Return who signed for the customer, with the position.

        :rtype: str
        """
        self.ensure_one()
        position = self.signer_position
        return f"{self.signed_by}（{position}）" if position else self.signed_by

    @in_company_language
    def _log_signature(self):
        self.ensure_one()
        self.message_post(
            author_id=self._get_signing_author().id,
            body=self.env._(
                "%(name)s signed on screen for the customer (SHA-256 of the document "
                "shown: %(hash)s). It waits for our seal.",
                name=self.signed_by,
                hash=self.sent_document_sha256,
            ),
            attachment_ids=self.customer_document_id.ids,
        )
        words = (self._get_signer_text(), self._describe_identification())
        self._log_document_event(
            "signed", "\n".join(filter(None, words)), self.customer_document_sha256
        )

    def _describe_identification(self):
        """Return how the signer was identified: made to be extended."""
        self.ensure_one()
        return ""

    @in_company_language
    def _ask_colleague(self, activity_type, user, note=""):
        """Raise an activity about what a customer did.

        :param str activity_type: an XML id
        :param user: who is asked
        :param note: what the user reads, as HTML
        """
        self.ensure_one()
        # An activity shows who made it, and colleagues of other companies may not read
        # the name of a visitor of the portal.
        self.with_user(SUPERUSER_ID).activity_schedule(
            activity_type,
            note=note,
            user_id=user.id,
            # a visitor who came by a link has no time zone: nothing is due yesterday
            date_deadline=self.company_id._contract_today(),
        )

    def _get_signing_author(self):
        """Return the author of messages about what a visitor of the portal did."""
        self.ensure_one()
        user = self.env.user
        contact = self._get_contract().contact_partner_id
        return contact if user._is_public() else user.partner_id

    def _get_hashed_documents(self):
        own = self._list_hashed_documents("customer")
        return super()._get_hashed_documents() + own
