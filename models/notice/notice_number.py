# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SaleSubscription(models.Model):
    """How many letters of ours have gone out: their numbers have no gaps."""

    _inherit = "sale.subscription"

    letter_count = fields.Integer(
        string="Letters Numbered",
        readonly=True,
        copy=False,
        help="How many numbers of letters this contract has given.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"letter_count"}

    def _take_letter_number(self):
        """Return the number of the contract's next letter, such as XCX-2026-0006-H03.

        The contract's row is written at once: of two letters at the same time one fails
        here, and is tried again with the number after.

        :rtype: str
        """
        self.ensure_one()
        self._write_protected({"letter_count": self.letter_count + 1})
        self.flush_recordset(["letter_count"])
        return f"{self.contract_number}-H{self.letter_count:02}"


class ContractNotice(models.Model):
    """The number of a letter of ours: taken when it is sent, and kept."""

    _inherit = "miniprogram.contract.notice"

    letter_number = fields.Char(
        readonly=True,
        copy=False,
        help="The number under which our letter was sent. Letters sent before numbers "
        "were given have none.",
    )

    _letter_number_uniq = models.UniqueIndex(
        "(contract_id, letter_number) WHERE letter_number IS NOT NULL",
        "Each letter of a contract has a number of its own.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"letter_number"}

    def _take_number(self):
        """Take the number of our letter, once: the customer's letters have their own.

        :return: what is to be written
        :rtype: dict
        """
        self.ensure_one()
        if self.direction != "outgoing" or self.letter_number:
            return {}
        return {"letter_number": self.contract_id._take_letter_number()}
