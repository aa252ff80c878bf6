# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..tools.documents import sha256
from .common import SCAN
from .notice_common import NoticeCommon
from .stored_file_common import LostFileMixin

FORGED = b"%PDF-1.4 another price"


@tagged("post_install", "-at_install")
class TestExchangedFiles(LostFileMixin, NoticeCommon):
    """Who changes a file, and all that the database says of it, forgets the log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.other = cls._create_sent_contract()
            cls.contract = cls._create_sent_contract()
        cls.env.flush_all()

    def _sql(self, statement, *values):
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def _list_altered(self):
        contracts = self.contract | self.other
        _count, altered = contracts._find_altered_documents()
        self.assertFalse(contracts._find_broken_logs())
        return altered

    def test_what_is_as_it_was_is_not_named(self):
        self.assertFalse(self._list_altered())

    def test_a_file_with_a_new_hash_on_its_contract(self):
        document = self.contract.sent_document_id
        self._alter(document, FORGED)
        self._sql(
            "UPDATE ir_attachment SET checksum = %s, file_size = %s WHERE id = %s",
            *(document._compute_checksum(FORGED), len(FORGED), document.id),
        )
        self._sql(
            "UPDATE sale_subscription SET sent_document_sha256 = %s WHERE id = %s",
            *(sha256(FORGED), self.contract.id),
        )
        self.assertEqual(self._list_altered(), [(self.contract, document)])
        # what is on file is shown and taken back, and does not become right by that
        self.contract._log_event("opened", document_sha256=sha256(FORGED))
        self.contract._log_event("reset", document_sha256=sha256(FORGED))
        self.assertEqual(self._list_altered(), [(self.contract, document)])

    def test_documents_of_two_contracts_that_changed_places(self):
        mine, theirs = self.contract, self.other
        documents = mine.sent_document_id, theirs.sent_document_id
        hashes = mine.sent_document_sha256, theirs.sent_document_sha256
        self.assertNotEqual(*hashes)
        for contract, document, digest in zip(
            (theirs, mine), documents, hashes, strict=True
        ):
            self._sql(
                "UPDATE sale_subscription SET sent_document_id = %s, "
                "sent_document_sha256 = %s WHERE id = %s",
                *(document.id, digest, contract.id),
            )
        found = {contract: document for contract, document in self._list_altered()}
        self.assertEqual(found, {theirs: documents[0], mine: documents[1]})

    def test_a_signature_whose_entry_was_cut_off_with_the_state_of_the_log(self):
        with self._on("2026-03-02"):
            self.contract.action_register_signed_paper("李静", SCAN)
        events = self.contract.event_ids.sorted("sequence")
        kept = events.filtered(lambda event: event.kind == "sent")[-1]
        self._sql(
            "DELETE FROM miniprogram_contract_event "
            "WHERE contract_id = %s AND sequence > %s",
            *(self.contract.id, kept.sequence),
        )
        self._sql(
            "UPDATE miniprogram_contract_event_head "
            "SET entry_count = %s, last_sha256 = %s WHERE contract_id = %s",
            *(kept.sequence, kept.sha256, self.contract.id),
        )
        signed = self.contract.signed_document_id
        self.assertEqual(self._list_altered(), [(self.contract, signed)])

    def test_a_log_whose_beginning_was_deleted_says_nothing_of_files(self):
        self._sql(
            "DELETE FROM miniprogram_contract_event WHERE contract_id = %s",
            self.contract.id,
        )
        self._sql(
            "DELETE FROM miniprogram_contract_event_head WHERE contract_id = %s",
            self.contract.id,
        )
        self.contract._begin_log()
        self.assertFalse(self._list_altered(), "its first entry lists them")
        begun = self.contract.event_ids
        begun.sudo()._delete_texts()
        self.env.invalidate_all()
        self.assertFalse(self._list_altered())
