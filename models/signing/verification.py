# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import split_every

from ...tools.documents import sha256
from ...tools.masking import mask_name

CONTRACTS_AT_ONCE = 100


class SaleSubscription(models.Model):
    """Whether a file is the one that was signed, and stored documents are unaltered."""

    _inherit = "sale.subscription"

    @api.model
    def _verify_document(self, content):
        """Find the contract whose signed document a file is.

        Anybody may ask, so the answer says no more than stands in the file.

        :param bytes content: the file
        :return: ``number``, ``party_a`` and ``party_b``, names masked; None when it is
            not the signed document of any contract
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

    def _find_altered_documents(self):
        """Find which stored documents are no longer what they were.

        :return: how many were checked, and each altered one: contract, attachment
        :rtype: tuple[int, list[tuple]]
        """
        count, altered = 0, []
        for contracts in split_every(CONTRACTS_AT_ONCE, self.ids, self.browse):
            documents = contracts._get_stored_documents()
            # sudo: see _get_stored_documents()
            logged = {
                file.id for _, file, _ in contracts.sudo()._get_hashed_documents()
            }
            filed = contracts._get_filed_sha256s()
            count += len(documents)
            altered += [
                (contract, document)
                for contract, document, digest in documents
                if not self._is_as_stored(document, digest)
                or (
                    document.id in logged
                    and not self._is_as_logged(digest, filed[contract])
                )
            ]
            self.env.invalidate_all()  # files and all, or memory would fill with them
        return count, altered

    @api.model
    def _is_as_logged(self, digest, filed):
        """Whether a document is one that the evidence log of its contract names.

        Who changes a file, and all that the database says of it, does not change that.

        :param str digest: its SHA-256, None where none is kept
        :param set filed: see ``_get_filed_sha256s()``
        """
        return not digest or filed is None or digest in filed

    @api.model
    def _is_as_stored(self, document, digest):
        """Whether a file is still what it was when it was stored.

        :param document: an attachment
        :param str digest: its SHA-256; none was noted of what had been altered before
            there were any, and core's own checksum counts
        """
        content = document.with_prefetch().raw or b""  # one by one: they may be large
        document.invalidate_recordset(["raw", "db_datas"])
        if digest:
            return sha256(content) == digest
        return document._has_checksum_of(content)

    def _get_stored_documents(self):
        """Return all frozen files of these contracts, of their letters and proofs.

        Documents that were taken back and pages of the platform's order are among them.

        :return: contract, attachment and SHA-256, None where none is kept
        :rtype: list[tuple]
        """
        # sudo: every frozen file is checked, whether or not the user may read it
        contracts = self.sudo()
        hashed = contracts._get_hashed_documents()
        known = {document.id for _contract, document, _digest in hashed}
        return hashed + [
            (contract, file, file.frozen_sha256 or None)
            for contract, file in contracts._get_frozen_files()
            if file.id not in known
        ]
