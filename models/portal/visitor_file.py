# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.file_limits import FILES_A_DAY, MEGABYTES_A_DAY
from ...tools.typed_text import clean_text, one_line
from .notice_form import MAX_LINE

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 10  # of one file


class IrAttachment(models.Model):
    """Files that visitors sent, by login or by link: counted for each customer."""

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
    def _get_visitor_problems(self, customer, sizes):
        """Return why a customer's visitors may not send more files today.

        :param customer: the customer's company
        :param list sizes: how many bytes each of the files has
        :rtype: list[str]
        """
        _ = self.env._
        # sudo: visitors have no rights on files
        ((count, size),) = self.sudo()._read_group(
            Domain("visitor_customer_id", "=", customer.id)
            & Domain("create_date", ">", fields.Datetime.now() - timedelta(days=1)),
            aggregates=["__count", "file_size:sum"],
        )
        if not sizes:
            return []
        if count + len(sizes) > FILES_A_DAY:
            return [
                _(
                    "Files: at most %s in 24 hours. Send the others tomorrow, or ask "
                    "your contact.",
                    FILES_A_DAY,
                )
            ]
        if (size or 0) + sum(sizes) > MEGABYTES_A_DAY * MEGABYTE:
            return [
                _(
                    "Files: at most %s MB in 24 hours. Send the others tomorrow, or "
                    "ask your contact.",
                    MEGABYTES_A_DAY,
                )
            ]
        return []


class SaleSubscription(models.Model):
    _inherit = "sale.subscription"

    def _get_message_file_problems(self, upload):
        """Return why a visitor may not send a file with a message.

        :param upload: what was posted: it has a ``filename`` and can be read
        :rtype: list[str]
        """
        self.ensure_one()
        content = upload.read(MAX_MEGABYTES * MEGABYTE + 1)
        upload.seek(0)
        name = one_line(clean_text(upload.filename))[:MAX_LINE]
        if len(content) > MAX_MEGABYTES * MEGABYTE:
            return [
                self.env._(
                    "%(file)s: at most %(size)s MB.", file=name, size=MAX_MEGABYTES
                )
            ]
        files, customer = self.env["ir.attachment"], self.commercial_partner_id
        too_many = files._get_visitor_problems(customer, [len(content)])
        return too_many or files._get_file_problems([(name, content)])

    def _note_visitor_file(self, file_id):
        """Note for whom a visitor has sent a file.

        :param int file_id: an attachment
        """
        self.ensure_one()
        # sudo: visitors have no rights on files
        file = self.env["ir.attachment"].sudo().browse(file_id)
        file.visitor_customer_id = self.commercial_partner_id
