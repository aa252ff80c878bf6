# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..tools.documents import sha256
from .common import SCAN
from .notice_common import NoticeCommon
from .stored_file_common import LostFileMixin

SCRIPT = "miniprogram_contract/migrations/19.0.1.7.0/post-frozen-files.py"


class FrozenHashesCommon(LostFileMixin, NoticeCommon):
    def _fill(self):
        """Return a contract with frozen files of all kinds."""
        with self._on("2026-03-01"):
            contract = self._create_contract()
            contract.platform_order_page_ids = self._file()
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self._pay(contract, "2026-03-01")
        self._receive(contract, "force_majeure", "2026-03-05")
        self._give(contract, "service_upgrade", "2026-03-06", facts="升级。")
        self.agreement.needs_document = True
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, documents=self._file())
        return contract

    def _get_frozen(self, contract):
        return self.env["ir.attachment"].union(
            *(file for _contract, file in contract.sudo()._get_frozen_files())
        )


@tagged("post_install", "-at_install")
class TestFrozenHashes(FrozenHashesCommon):
    """Every frozen file is checked by its SHA-256, not by core's SHA-1 alone."""

    def test_every_frozen_file_has_its_sha_256(self):
        files = self._get_frozen(self._fill())
        self.assertGreaterEqual(len(files), 6)
        for file in files:
            self.assertEqual(file.frozen_sha256, sha256(file.raw), file.name)

    def test_another_content_with_the_same_checksum_of_core_is_found(self):
        contract = self._activate()
        notice = self._receive(contract, "force_majeure", "2026-03-05")
        proof = notice.proof_ids.sudo()
        self._alter(proof)
        self.assertTrue(proof.raw)
        self.cr.execute(
            "UPDATE ir_attachment SET checksum = %s WHERE id = %s",
            [proof._compute_checksum(proof.raw), proof.id],
        )
        self.env.invalidate_all()
        self._run("check_documents", "2026-03-07")
        self.assertEqual(contract.altered_documents, proof.name)

    def test_what_is_frozen_again_keeps_the_first(self):
        contract = self._activate()
        notice = self._receive(contract, "force_majeure", "2026-03-05")
        proof = notice.proof_ids.sudo()
        digest = proof.frozen_sha256
        self._alter(proof)
        proof._freeze_for(notice)
        self.assertEqual(proof.frozen_sha256, digest)

    def test_nobody_gives_another(self):
        proof = self._create_sent_contract().sent_document_id.sudo()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            proof.frozen_sha256 = "0" * 64

    def test_an_empty_file_has_one_too(self):
        contract = self._activate()
        empty = self.env["ir.attachment"].create({"name": "空.txt", "raw": b""})
        empty._freeze_for(contract)
        self.assertEqual(empty.frozen_sha256, sha256(b""))


@tagged("post_install", "-at_install")
class TestFrozenHashesMigration(FrozenHashesCommon):
    """An update notes the SHA-256 of what was frozen before."""

    def _migrate(self):
        """Update, and return of how many files it was noted, and of how many not."""
        self.env.flush_all()
        script = load_script(file_path(SCRIPT), "post-frozen-files")
        with patch.object(script._logger, "info") as told:
            script.migrate(self.cr, "19.0.1.6.0")
        self.env.invalidate_all()
        return told.call_args.args[1:]

    def test_of_all_that_is_as_it_was_stored(self):
        contract = self._fill()
        files = self._get_frozen(contract)
        altered, lost = files[:1], files[1:2]
        self._alter(altered)
        self._lose(lost)
        self.cr.execute("UPDATE ir_attachment SET frozen_sha256 = NULL")
        self.env.invalidate_all()
        self.assertEqual(self._migrate()[1], 2)
        self.assertFalse(any((altered | lost).mapped("frozen_sha256")))
        for file in files - altered - lost:
            self.assertEqual(file.frozen_sha256, sha256(file.raw))
        self._run("check_documents", "2026-06-07")
        self.assertEqual(contract.altered_document_ids, altered | lost)

    def test_a_second_time_nothing_more(self):
        self._fill()
        self._migrate()
        self.assertEqual(self._migrate(), (0, 0))
