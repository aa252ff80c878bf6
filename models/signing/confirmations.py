# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.typed_text import clean_text

# What the customer agrees to, kept with the signature: a contract in Chinese, and the
# sentence too (Electronic Signature Law, article 3).
AGREEMENT = (
    "本人已获甲方授权签署本合同。甲方同意使用电子签名、数据电文订立本合同"
    "（《中华人民共和国电子签名法》第三条），并不因其采用电子形式而否认其效力。"
)


class SignableDocument(models.AbstractModel):
    """What the customer confirms on screen: each key term, and to sign electronically.

    The same is asked in the portal and on our own device.
    """

    _inherit = "miniprogram.signable.document"

    signing_confirmations = fields.Json(
        readonly=True,
        copy=False,
        help="The key terms and the sentence that the customer confirmed.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"signing_confirmations"}

    def _get_key_terms(self):
        """Return the key terms as the customer was sent them (Civil Code, art. 496).

        :return: paragraphs, see the wording
        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            paragraph
            for paragraph in self._get_text_data()["paragraphs"]
            if paragraph["is_key_term"]
        ]

    def _get_agreement(self):
        """Return the sentence by which the customer agrees to sign on screen.

        :rtype: str
        """
        return AGREEMENT

    def _get_confirmation_problems(self, form_data):
        """Return what the customer did not confirm, or confirmed of something else.

        :param dict form_data: ``shown_sha256``, ``position``, ``key_terms`` (codes)
            and ``agreement``, as far as they were posted
        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = []
        if form_data.get("shown_sha256") != self.sent_document_sha256:
            problems.append(self._get_changed_message())
        if not clean_text(form_data.get("position")):
            problems.append(_("Position: your position at the customer."))
        confirmed = set(form_data.get("key_terms") or [])
        if missing := [t for t in self._get_key_terms() if t["code"] not in confirmed]:
            problems.append(
                _(
                    "Key terms: confirm each of them; missing: %s.",
                    ", ".join(term["number"] for term in missing),
                )
            )
        if not form_data.get("agreement"):
            problems.append(_("Agree to sign electronically."))
        return problems

    def _get_changed_message(self):
        return self.env._(
            "The contract has changed since it was shown to you. Reload this page and "
            "read it again before you sign."
        )

    def _prepare_confirmations(self):
        """Prepare what is kept of all that the customer confirmed: its words.

        :rtype: dict
        """
        self.ensure_one()
        document = self.env["miniprogram.contract.document"]
        return {
            "agreement": self._get_agreement(),
            "key_terms": [document._get_text(term) for term in self._get_key_terms()],
        }
