# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.chinese_text import chinese_day

# Words of a file for a Chinese court: they are not translated.
SIDES = {"incoming": "甲方致乙方", "outgoing": "乙方致甲方"}
CHANNELS = {
    "portal": "客户门户",
    "email": "电子邮件",
    "courier": "快递",
    "sms": "短信",
    "wechat": "微信",
    "hand": "当面递交",
    "post": "邮寄",
}
RECEIPTS = {
    "signed": "签收",
    "taken": "他人代收",
    "refused": "拒收",
    "returned": "退回",
    "mailbox": "进入指定邮箱",
    "portal": "门户确认",
}
# How much of what came without a letter stands in the index, which is no letter.
TEXT_LENGTH = 400


def shorten(text):
    """Return a text, cut if it is too long for an index."""
    return text if len(text) <= TEXT_LENGTH else f"{text[:TEXT_LENGTH]}……"


class ContractNotice(models.Model):
    """A notice in its contract's correspondence file."""

    _inherit = "miniprogram.contract.notice"

    def _get_filed_on(self):
        """Return the day under which a notice stands in the file: its first known one.

        What was neither sent nor received is no correspondence.

        :rtype: datetime.date or None
        """
        self.ensure_one()
        return self.sent_on or self.received_on or None

    def _get_correspondence(self):
        """Return the notice's entry, see the contract's method of that name.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "title": self._get_letter_title(),
            "letter_number": self.letter_number or "",
            "direction": SIDES[self.direction],
            "day": chinese_day(self.event_date),
            "sent": self._describe_sending(),
            "received": self._describe_receipt(),
            "text": "" if self.document_id else shorten(self.body or ""),
            "documents": self._get_filed_documents(),
        }

    def _describe_sending(self):
        """Return when and how the notice was sent, in Chinese, an item a line.

        :rtype: str
        """
        self.ensure_one()
        parts = [
            chinese_day(self.sent_on),
            CHANNELS.get(self.channel),
            self.tracking_number,
        ]
        return "\n".join(filter(None, parts)) if self.sent_on else ""

    def _describe_receipt(self):
        """Return when and how the notice was received, in Chinese, an item a line.

        :rtype: str
        """
        self.ensure_one()
        if not self.received_on:
            return "未记录"
        parts = [chinese_day(self.received_on), RECEIPTS.get(self.receipt_basis)]
        if self.is_late:
            parts.append("（逾期送达）")
        if not self.proof_ids and self.no_proof_reason:
            parts.append(f"无送达证明：{self.no_proof_reason}")
        return "\n".join(filter(None, parts))

    def _get_filed_documents(self):
        """List the notice's documents: its letter, what came with it, its proof.

        :rtype: list[tuple]
        """
        self.ensure_one()
        # sudo: who may read the notice may read its files
        notice = self.sudo()
        letter = [("函件", notice.document_id, notice.document_sha256)]
        documents = [("附件", file, None) for file in notice.supporting_document_ids]
        proofs = [("送达证明", file, None) for file in notice.proof_ids]
        return letter * bool(notice.document_id) + documents + proofs
