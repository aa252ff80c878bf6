# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import split_every

from ..tools.documents import sha256
from ..tools.masking import mask_name

DOCUMENTS_AT_ONCE = 100


class SaleSubscription(models.Model):
    """Is a file the one that was signed, and is what is stored still what it was."""

    _inherit = "sale.subscription"

    @api.model
    def _verify_document(self, content):
        """Say of which contract a file is the signed document.

        Anybody may ask, so no more is told than who has the file can read in it.

        :param bytes content: the file
        :return: ``number``, ``party_a`` and ``party_b``, names masked; None when it is
            the signed document of none
        :rtype: dict or None
        """
        # sudo: visitors have no rights; an archived contract was signed all the same
        contract = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("is_miniprogram", "=", True),
                    ("signed_document_sha256", "=", sha256(content)),
                ],
                limit=1,
            )
        )
        if not contract:
            return None
        return {
            "number": contract.contract_number,
            "party_a": mask_name(contract.commercial_partner_id.name),
            "party_b": mask_name(contract.company_id.name),
        }

    def action_check_stored_documents(self):
        """Compare every stored document of these contracts with its SHA-256.

        :return: what opens the result
        :rtype: dict
        """
        self._check_manager()
        return self.env["miniprogram.contract.document.check"]._open_result(
            self._filter_contracts()._find_altered_documents()
        )

    def _find_altered_documents(self):
        """Find which stored documents are no longer what they were.

        :return: how many were looked at, and what is wrong: contract, file name
        :rtype: tuple[int, list[tuple]]
        """
        count, altered = 0, []
        for contracts in split_every(DOCUMENTS_AT_ONCE, self.ids, self.browse):
            for contract, document, digest in contracts._get_stored_documents():
                count += 1
                if sha256(document.raw or b"") != digest:
                    altered.append((contract, document.name))
            self.env.invalidate_all()  # files and all, or memory would fill with them
        return count, altered

    def _get_stored_documents(self):
        """Give the documents of these contracts and of their letters.

        :return: contract, attachment and SHA-256
        :rtype: list[tuple]
        """
        # sudo: what was frozen is looked at whoever may read each file
        contracts = self.sudo()
        of_contracts = [
            (
                contract,
                contract[f"{kind}_document_id"],
                contract[f"{kind}_document_sha256"],
            )
            for contract in contracts
            for kind in ("sent", "customer", "signed")
        ]
        of_letters = [
            (notice.contract_id, notice.document_id, notice.document_sha256)
            for notice in contracts.notice_ids
        ]
        return [found for found in of_contracts + of_letters if found[1]]
