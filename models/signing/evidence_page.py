# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import fields, models

# The page is Chinese in every language, so these are not translated.
CHANNEL_NAMES = {"email": "电子邮件", "sms": "手机短信"}
SEALED_AT_ONCE = "按乙方的设置，于甲方签署后随即加盖"


class SignableDocument(models.AbstractModel):
    """The page of evidence (签署信息页): who signed what, when, and from where."""

    _inherit = "miniprogram.signable.document"

    def _get_evidence_data(self):
        """Return what the page of evidence says, in plain values.

        :rtype: dict
        """
        self.ensure_one()
        confirmations = self.signing_confirmations or {}
        return {
            **self._get_document_description(),
            "agreement": confirmations.get("agreement"),
            "key_terms": confirmations.get("key_terms"),
            "sections": [
                self._get_evidence_of_document(),
                self._get_evidence_of_customer(),
                self._get_evidence_of_seal(),
            ],
            "verify_url": self._get_verify_url(),
        }

    def _get_verify_url(self):
        """Return the address of the page that verifies a signed document, if any.

        :rtype: str or None
        """
        self.ensure_one()
        return self.company_id._get_contract_verify_url(
            self.get_base_url(), self._get_number()
        )

    def _get_evidence_of_document(self):
        return {
            "title": "",
            "rows": [
                ("合同名称", self._get_text_data()["title"]),
                ("合同编号", self._get_number()),
                ("签署原文 SHA-256", self.sent_document_sha256),
                *self._get_evidence_of_annexes(),
                ("存证日志", self._describe_log()),
            ],
            "picture": None,
        }

    def _describe_log(self):
        """Return where the evidence log of the contract stands.

        :rtype: str
        """
        self.ensure_one()
        contract = self._get_contract()
        return f"本页制作时末条记录的 SHA-256：{contract._get_last_event_sha256()}"

    def _get_evidence_of_annexes(self):
        """Return what belongs to the document beside its pages.

        :return: rows of the page of evidence
        :rtype: list[tuple[str, str]]
        """
        return []

    def _get_evidence_of_customer(self):
        party = self._get_text_data()["party_a"]
        rows = [
            ("名称", party["name"]),
            ("签署人", self.signed_by),
            ("职务", self.signer_position),
            ("签署时间", self._describe_moment(self.signed_by_customer_at)),
            ("IP 地址", self.signing_ip),
            ("身份验证", self._describe_code()),
            ("验证码地址来源", self._describe_source_of_address()),
            ("乙方经办人", self._describe_taker()),
        ]
        return {
            "title": "甲方签署",
            "rows": [row for row in rows if row[1]],
            "picture": base64.b64decode(self.customer_signature),
        }

    def _get_evidence_of_seal(self):
        party = self._get_text_data()["party_b"]
        # sudo: the keeper's name is a colleague's
        keeper = self.sudo().countersigned_by_id
        return {
            "title": "乙方盖章",
            "rows": [
                ("名称", party["name"]),
                ("合同专用章", f"经办人：{keeper.name}" if keeper else SEALED_AT_ONCE),
                ("盖章时间", self._describe_moment(self.countersigned_at)),
                *self._get_evidence_of_certificate(),
            ],
            "picture": None,
        }

    def _describe_identification(self):
        return self._describe_code() or self._describe_taker()

    def _describe_code(self):
        if not self.signing_code_channel:
            return ""
        designated = self._name_designation()
        return (
            f"向{designated}的{CHANNEL_NAMES.get(self.signing_code_channel, '')}地址 "
            f"{self.signing_code_address} 发送一次性验证码并校验通过"
            f"（发送时间：{self._describe_moment(self.signing_code_sent_on)}）"
        )

    def _name_designation(self):
        """Return where the address for the code was designated: on paper, or not."""
        contract = self._get_contract()
        return (
            "合同送达信息确认所载" if contract._has_delivery_details() else "甲方提供"
        )

    def _describe_source_of_address(self):
        """Return where the address for the code came from, "" without a code."""
        if not self.signing_code_channel:
            return ""
        # sudo: who last wrote to a customer's record is a colleague
        contract = self._get_contract().sudo()
        return contract._describe_address_origin(self.signing_code_channel)

    def _describe_taker(self):
        """Return the colleague on whose device the customer signed, without a code."""
        # sudo: a colleague's name
        taker = self.sudo().signing_taken_by_id
        return f"{taker.name}（甲方在乙方的设备上签署，未使用验证码）" if taker else ""

    def _describe_moment(self, moment):
        """Return a moment in the company's time zone, which is named with it.

        :param datetime moment: in UTC
        :rtype: str
        """
        zone = self.company_id.contract_tz
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        offset = f"{local:%z}"
        return f"{local:%Y-%m-%d %H:%M:%S}（{zone}，UTC{offset[:3]}:{offset[3:]}）"
