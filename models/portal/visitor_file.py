# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.file_limits import FILES_A_DAY, MEGABYTES_A_DAY
from ...tools.opened_files import OpenerError
from ...tools.typed_text import clean_text, one_line
from ..evidence.security_log import note_attempt
from .notice_form import MAX_LINE

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 10  # of one file
# What tells our locks in the database from those of others
TURNS = 0x6D70


class ContractVisitorFile(models.Model):
    """What visitors have sent lately, taken or refused: counted for each customer."""

    _name = "miniprogram.contract.visitor.file"
    _description = "File Sent by a Visitor"

    customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    size = fields.Integer(string="Size", readonly=True)

    @api.model
    def _note(self, customer, sizes):
        """Note files that a customer's visitors have sent.

        :param customer: the customer's company
        :param list sizes: how many bytes each of the files has
        """
        self.create([{"customer_id": customer.id, "size": size} for size in sizes])

    @api.model
    def _note_refused(self, customer, sizes):
        """Note files that were refused, even if all else of the request is undone."""
        with self.env.registry.cursor() as cursor:
            self.with_env(self.env(cr=cursor))._note(customer, sizes)

    @api.model
    def _count(self, customer):
        """Return how many files came of a customer in 24 hours, and their bytes.

        :rtype: tuple[int, int]
        """
        ((count, size),) = self._read_group(
            Domain("customer_id", "=", customer.id)
            & Domain("create_date", ">", fields.Datetime.now() - timedelta(days=1)),
            aggregates=["__count", "size:sum"],
        )
        return count, size or 0

    @api.autovacuum
    def _gc_old(self):
        """Forget what is no longer counted."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.search([("create_date", "<", yesterday)]).unlink()


class IrAttachment(models.Model):
    """Files that visitors sent, by login or by link."""

    _inherit = "ir.attachment"

    visitor_customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Sent on Behalf of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="The customer on whose pages a visitor has sent this file.",
    )

    @api.model
    def _get_visitor_problems(self, customer, files):
        """Return why files of a customer's visitors are not taken; these count too.

        :param customer: the customer's company
        :param list files: the name and the bytes of each
        :rtype: list[str]
        """
        if not files:
            return []
        # sudo: visitors have no rights on what is counted
        sent = self.env["miniprogram.contract.visitor.file"].sudo()
        sizes = [len(raw) for _name, raw in files]
        if too_many := self._get_number_problems(*sent._count(customer), sizes):
            note_attempt(self.env, "files_limit", customer=customer.id, sizes=sizes)
            return too_many
        if not self._take_turn_of(customer):
            return [
                self.env._(
                    "Files: other files of your company are being checked. Try again "
                    "in a moment."
                )
            ]
        try:
            problems = self._find_over_limits(files)
        except OpenerError as error:  # which is nobody's fault
            return [self._describe_opener_error(error)]
        if problems:
            note_attempt(self.env, "files_harmful", customer=customer.id, sizes=sizes)
            sent._note_refused(customer, sizes)
        return problems

    @api.model
    def _take_turn_of(self, customer):
        """Whether nobody else sends files for a customer now: one at a time does.

        So no customer alone keeps those waiting who send files for others.

        :param customer: the customer's company
        """
        # the ORM has no lock but that of the row, which whoever writes to it holds too
        lock = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", TURNS, customer.id)
        self.env.cr.execute(lock)
        (is_taken,) = self.env.cr.fetchone()
        return is_taken

    @api.model
    def _get_number_problems(self, count, size, sizes):
        """Return why a customer's visitors may not send more files today.

        :param int count: how many they have sent
        :param int size: how many bytes these have
        :param list sizes: how many bytes each of the new files has
        :rtype: list[str]
        """
        _ = self.env._
        if count + len(sizes) > FILES_A_DAY:
            return [
                _(
                    "Files: at most %s in 24 hours. Send the others tomorrow, or ask "
                    "your contact.",
                    FILES_A_DAY,
                )
            ]
        if size + sum(sizes) > MEGABYTES_A_DAY * MEGABYTE:
            return [
                _(
                    "Files: at most %s MB in 24 hours. Send the others tomorrow, or "
                    "ask your contact.",
                    MEGABYTES_A_DAY,
                )
            ]
        return []

    def _note_visitor(self, customer):
        """Note for whom visitors have sent these files.

        :param customer: the customer's company
        """
        # sudo: visitors have no rights on files, nor on what is counted
        sent = self.env["miniprogram.contract.visitor.file"].sudo()
        self.sudo().visitor_customer_id = customer
        sent._note(customer, self.sudo().mapped("file_size"))

    def _is_file_of_others(self):
        if super()._is_file_of_others() or self.sudo().visitor_customer_id:
            return True
        # sudo: which subscriptions are contracts is no secret
        contracts = self.env["sale.subscription"].sudo()
        if self.res_model != contracts._name:
            return False
        return bool(contracts.browse(self.res_id).exists()._filter_contracts())


class SaleSubscription(models.Model):
    _inherit = "sale.subscription"

    def _get_upload_problems(self, upload):
        """Return why a visitor may not send a file with a message.

        :param upload: what was posted: it has a ``filename`` and can be read
        :rtype: list[str]
        """
        content = upload.read(MAX_MEGABYTES * MEGABYTE + 1)
        upload.seek(0)
        return self._get_message_file_problems(upload.filename, content)

    def _get_message_file_problems(self, name, content):
        """Return the same of a file.

        :param str name: as the visitor calls it
        :param bytes content: the file
        :rtype: list[str]
        """
        self.ensure_one()
        name = one_line(clean_text(name))[:MAX_LINE]
        if len(content) > MAX_MEGABYTES * MEGABYTE:
            return [
                self.env._(
                    "%(file)s: at most %(size)s MB.", file=name, size=MAX_MEGABYTES
                )
            ]
        files, customer = self.env["ir.attachment"], self.commercial_partner_id
        return files._get_visitor_problems(customer, [(name, content)])

    def _note_visitor_file(self, file_id):
        """Note for whom a visitor has sent a file.

        :param int file_id: an attachment
        """
        self.ensure_one()
        file = self.env["ir.attachment"].browse(file_id)
        file._note_visitor(self.commercial_partner_id)

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        is_visitor = not self.env.user._is_internal()
        if attachment_ids and is_visitor and self._filter_contracts():
            self._take_files_from_elsewhere(attachment_ids)
        return super()._process_attachments_for_post(
            attachments, attachment_ids, message_values
        )

    def _take_files_from_elsewhere(self, file_ids):
        """Hold what a visitor has uploaded on other pages to the limits of this one.

        :param list file_ids: attachments of his message
        :raises UserError: names the files and the limits that they are over
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        # sudo: visitors have no rights on files; core takes those that wait for a
        # message, and leaves the others
        files = self.env["ir.attachment"].sudo().browse(file_ids).exists()
        for file in files:
            if (
                file.res_model == "mail.compose.message"
                and file.visitor_customer_id != customer
            ):
                problems = self._get_message_file_problems(file.name, file.raw or b"")
                if problems:
                    raise UserError("\n".join(problems))
                file._note_visitor(customer)
