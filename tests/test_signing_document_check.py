# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models import ir_cron

from ..models.signing import document_check
from .addon_worker_common import ScratchDatabaseCase
from .common import keep_files_in_database
from .notice_common import NoticeCommon
from .stored_file_common import LostFileMixin


class DocumentCheckCommon(LostFileMixin, NoticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("check_manager", "sales_team.group_sale_manager")

    def _send(self, count=1):
        """Return contracts that were sent, the first one first."""
        contracts = self.env["sale.subscription"]
        for _number in range(count):
            contracts |= self._create_sent_contract(user_id=self.salesman.id)
        return contracts

    def _check(self, day):
        self._run("check_documents", day)

    def _get_checked(self, contracts, day):
        """Return which contracts were last checked on a day, by their place."""
        return [
            place
            for place, contract in enumerate(contracts)
            if contract.documents_checked_on == self._day(day)
        ]


@tagged("post_install", "-at_install")
class TestFindings(DocumentCheckCommon):
    """What a night finds stays on the contract until it is mended."""

    def test_what_was_altered_is_named_and_told_once(self):
        contract, other = self._send(2)
        document = contract.sent_document_id
        former = self._alter(document)
        for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
            self._check(day)
            self.assertEqual(contract.altered_documents, document.name)
            self.assertEqual(contract.documents_checked_on, self._day(day))
            # done or not, it is not told again
            warning = contract.activity_ids
            self.assertLessEqual(len(warning), 1)
            if day == "2026-03-02":
                self.assertEqual(warning.user_id, self.salesman)
                self.assertIn(document.name, warning.summary)
                self.assertIn("restore them from a backup", warning.summary)
                warning.action_done()
        self.assertFalse(other.altered_documents)
        self.assertFalse(other.activity_ids)
        self._alter(document, former)
        self._check("2026-03-05")
        self.assertFalse(contract.altered_documents)
        self._alter(document)
        self._check("2026-03-06")
        self.assertEqual(len(contract.activity_ids), 1, "found anew, told anew")

    def test_what_was_restored_closes_its_warning(self):
        contract = self._send()
        former = self._alter(contract.sent_document_id)
        contract.activity_schedule(
            "mail.mail_activity_data_warning", summary="致电客户"
        )
        self._check("2026-03-02")
        self.assertEqual(len(contract.activity_ids), 2)
        self._alter(contract.sent_document_id, former)
        self._check("2026-03-03")
        self.assertEqual(contract.activity_ids.mapped("summary"), ["致电客户"])

    def test_only_what_is_new_is_told(self):
        contract = self._send()
        first = contract.sent_document_id
        contract.action_reset_to_draft()
        contract.action_send_contract()
        self._alter(contract.sent_document_id)
        self._check("2026-03-02")
        self._alter(first)
        self._check("2026-03-03")
        self.assertEqual(len(contract.altered_documents.splitlines()), 2)
        told = contract.activity_ids.sorted("id").mapped("summary")
        self.assertEqual(len(told), 2)
        self.assertTrue(told[1].endswith(first.name))

    def test_a_file_that_is_gone_is_said_to_be_lost(self):
        contract = self._send()
        self._lose(contract.sent_document_id)
        self._check("2026-03-02")
        self.assertEqual(
            contract.altered_documents,
            f"{contract.sent_document_id.name} (missing from the file store)",
        )

    def test_it_is_told_in_the_language_of_the_person_responsible(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salesman.lang = "zh_CN"
        contract = self._send()
        seen = []

        def describe(file):
            seen.append(file.env.lang)
            return file.name

        self._alter(contract.sent_document_id)
        attachments = self.registry["ir.attachment"]
        with patch.object(attachments, "_describe_altered", describe):
            self._check("2026-03-02")
        self.assertEqual(seen, ["zh_CN"])

    def test_letters_and_proofs_are_looked_at_too(self):
        contract = self._activate()
        notice = self._receive(contract, "force_majeure", "2026-03-05")
        self._alter(notice.proof_ids)
        letter = self._give(contract, "service_upgrade", "2026-03-06", facts="升级。")
        self._alter(letter.document_id)
        self._check("2026-03-07")
        self.assertEqual(
            set(contract.altered_documents.splitlines()),
            {notice.proof_ids.name, letter.document_id.name},
        )

    def test_proofs_are_as_they_were_empty_ones_too(self):
        contract = self._activate()
        with self._on("2026-03-05"):
            notice = self._draft(contract, "force_majeure", event_date="2026-03-05")
            empty = self.env["ir.attachment"].create({"name": "空.txt", "raw": b""})
            photo = self._file("现场.txt", datas="Li4u")
            notice.proof_ids = self._file() | empty | photo
            notice.action_receive("2026-03-05")
        self.assertTrue(empty.is_contract_document and photo.is_contract_document)
        self._check("2026-03-07")
        self.assertFalse(contract.altered_documents)

    def test_files_are_read_one_by_one(self):
        contracts = self._send(3)
        self.env.invalidate_all()
        compute = self.registry["ir.attachment"]._compute_raw
        read = []

        def count(files):
            read.append(len(files))
            return compute(files)

        with patch.object(self.registry["ir.attachment"], "_compute_raw", count):
            contracts._find_altered_documents()
        self.assertEqual(read, [1, 1, 1])

    def test_a_manager_who_checks_stores_the_same(self):
        contract = self._send()
        draft = self._create_contract()
        self._alter(contract.sent_document_id)
        both = (contract | draft).with_user(self.manager)
        with self._on("2026-03-02"):
            both.action_check_stored_documents()
        self.assertEqual(contract.altered_documents, contract.sent_document_id.name)
        self.assertEqual(contract.documents_checked_on, self._day("2026-03-02"))
        self.assertFalse(draft.documents_checked_on)
        self.assertEqual(contract.activity_ids.user_id, self.salesman)

    def test_nobody_writes_it_away(self):
        contract = self._send()
        for values in (
            {"altered_document_ids": False},
            {"documents_checked_on": False},
        ):
            with self.assertRaises(UserError):
                contract.with_user(self.manager).write(values)

    def test_a_copy_has_nothing_to_be_restored(self):
        contract = self._send()
        self._alter(contract.sent_document_id)
        self._check("2026-03-02")
        copy = contract.copy()
        self.assertFalse(copy.altered_documents)
        self.assertFalse(copy.documents_checked_on)


@tagged("post_install", "-at_install")
class TestTurns(DocumentCheckCommon):
    """All come round in a month, those that were checked the longest ago first."""

    def _check_few(self, nights=100):
        """Let a night take one contract, or what so many nights for all ask for."""
        self.startPatcher(patch.object(document_check, "LEAST_A_NIGHT", 1))
        self.startPatcher(patch.object(document_check, "NIGHTS_FOR_ALL", nights))

    def test_those_that_were_checked_the_longest_ago_come_first(self):
        self._check_few()
        contracts = self._send(3)
        contracts[0]._write_protected({"documents_checked_on": "2026-01-02"})
        contracts[1]._write_protected({"documents_checked_on": "2026-01-01"})
        turns = []
        for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"):
            self._check(day)
            self._check(day)  # twice a night it checks nothing more
            turns += self._get_checked(contracts, day)
        self.assertEqual(turns, [2, 1, 0, 2])

    def test_as_many_a_night_as_all_of_them_ask_for(self):
        self._check_few(nights=2)
        contracts = self._send(5)
        self._check("2026-03-02")
        self.assertEqual(self._get_checked(contracts, "2026-03-02"), [0, 1, 2])
        self._check("2026-03-03")
        self.assertEqual(self._get_checked(contracts, "2026-03-03"), [0, 3, 4])

    def test_all_come_round_in_a_month(self):
        self.assertEqual(document_check.NIGHTS_FOR_ALL, 28)
        self.assertEqual(document_check.LEAST_A_NIGHT, 100)

    def test_what_was_found_is_looked_at_every_night_besides(self):
        self._check_few()
        contracts = self._send(3)
        former = self._alter(contracts[0].sent_document_id)
        self._check("2026-03-02")
        self._check("2026-03-03")
        self.assertEqual(self._get_checked(contracts, "2026-03-03"), [0, 1])
        self._alter(contracts[0].sent_document_id, former)
        self._check("2026-03-04")
        self.assertEqual(self._get_checked(contracts, "2026-03-04"), [0, 2])
        self._check("2026-03-05")
        self.assertEqual(self._get_checked(contracts, "2026-03-05"), [1])

    def test_contracts_without_stored_documents_have_no_turn(self):
        draft, running = self._create_contract(), self._create_running(1)
        with_letter = self._create_running(1)
        self._give(with_letter, "service_upgrade", "2026-03-06", facts="升级。")
        archived = self._send()
        archived._write_protected({"contract_state": "cancelled", "active": False})
        self._check("2026-03-07")
        self.assertFalse(draft.documents_checked_on)
        self.assertFalse(running.documents_checked_on)
        self.assertTrue(with_letter.documents_checked_on)
        self.assertTrue(archived.documents_checked_on)

    def test_a_night_out_of_time_goes_on_where_it_stopped(self):
        self.startPatcher(patch.object(ir_cron, "MIN_TIME_PER_JOB", 0))
        self.startPatcher(patch.object(ir_cron, "MIN_RUNS_PER_JOB", 1))
        others = self.env["sale.subscription"].sudo().with_context(active_test=False)
        others.search([("company_id", "!=", self.company.id)])._write_protected(
            {"documents_checked_on": "2026-03-02"}
        )
        contracts = self._send(3)
        cron = self.env.ref("miniprogram_contract.ir_cron_check_documents")
        for turns in ([0], [0, 1], [0, 1, 2]):
            self._check("2026-03-02")
            self.assertEqual(self._get_checked(contracts, "2026-03-02"), turns)
            runs = self.env["ir.cron.progress"].search([("cron_id", "=", cron.id)])
            self.assertEqual(runs.sorted("id")[-1].remaining, 3 - len(turns))

    def test_a_contract_that_fails_keeps_no_other_waiting(self):
        broken, other = self._send(2)
        model = self.registry["sale.subscription"]
        get_stored = model._get_stored_documents

        def fail(contracts):
            if broken in contracts:
                raise ValueError("broken")
            return get_stored(contracts)

        with patch.object(model, "_get_stored_documents", fail):
            self._check("2026-03-02")
        self.assertEqual(broken.contract_failure, "broken")
        self.assertFalse(broken.documents_checked_on)
        self.assertTrue(other.documents_checked_on)
        self._check("2026-03-03")
        self.assertFalse(broken.contract_failure)


@tagged("post_install", "-at_install")
class TestLostDocuments(DocumentCheckCommon):
    """Which files are missing is seen at once, without reading those that are there."""

    def _find(self, company=None):
        attachments = self.env["ir.attachment"]
        return attachments._find_lost_documents(company or self.company)

    def test_files_of_contracts_and_of_notices(self):
        contract = self._activate()
        notice = self._receive(contract, "force_majeure", "2026-03-05")
        self.assertFalse(self._find())
        lost = contract.sent_document_id | notice.proof_ids
        for file in lost:
            self._lose(file)
        self.assertEqual(self._find(), lost)
        other = self.env["res.company"].create({"name": "另一家公司"})
        self.assertFalse(self._find(other))

    def test_a_file_that_became_empty(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")
        contract = self._send()
        file = contract.sent_document_id
        path = file._full_path(file.store_fname)
        with open(path, "rb") as stream:
            content = stream.read()
        self.assertFalse(self._find())
        for kept in (b"", content):
            with open(path, "wb") as stream:
                stream.write(kept)
            self.assertEqual(bool(self._find()), not kept)

    def test_what_is_there_is_not_read(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")
        self._send()
        with patch.object(
            self.registry["ir.attachment"], "_file_read", side_effect=AssertionError
        ):
            self.assertFalse(self._find())

    def test_files_that_another_addon_keeps_elsewhere(self):
        contract = self._send()
        self._lose(contract.sent_document_id)
        with patch.object(
            self.registry["ir.attachment"], "_file_read", lambda *_args: b"%"
        ):
            self.assertFalse(self._find())

    def test_a_file_of_the_platforms_order(self):
        contract = self._create_contract()
        page = self._file("订单详情.pdf")
        contract.platform_order_page_ids = [Command.link(page.id)]
        self._lose(page)
        self.assertFalse(self._find(), "not frozen yet: it can be put in again")


@tagged("post_install", "-at_install", "-standard", "workers")
class TestDocumentCheckWorkers(ScratchDatabaseCase):
    """Two workers at once, and one that dies: each contract is checked once."""

    def setUp(self):
        super().setUp()
        self.checked = []
        model = self.registry["sale.subscription"]
        keep = model._keep_check

        def count(contracts, *found):
            self.checked.append(contracts.ids)
            return keep(contracts, *found)

        self.startPatcher(patch.object(model, "_keep_check", count))
        with self._worker() as env:
            keep_files_in_database(env)
            contracts = self._find_stored(env)
            contracts._write_protected({"documents_checked_on": False})
            self.count = len(contracts)
            env.cr.commit()
        self.assertGreater(self.count, 1)

    def _find_stored(self, env):
        contracts = env["sale.subscription"].with_context(active_test=False)
        return contracts.search(contracts._get_stored_domain())

    def _check(self, env):
        env["sale.subscription"]._cron_check_documents()

    def _assert_each_once(self):
        self.assertEqual(len(self.checked), self.count)
        self.assertEqual(len({*map(tuple, self.checked)}), self.count)

    def test_two_workers(self):
        with self._worker() as one, self._worker() as other:
            held = self._find_stored(other)[:1]
            held.lock_for_update()
            self._check(one)  # leaves out what the other one holds
            self.assertEqual(len(self.checked), self.count - 1)
            held._check_documents()
            other.cr.commit()
            self._check(other)
            self._check(one)
        self._assert_each_once()

    def test_a_worker_that_dies(self):
        with self._worker() as env:
            model = self.registry["sale.subscription"]
            process = model._process

            def die(batch, domain, step):
                if len(self.checked) == self.count - 1:
                    raise SystemExit
                return process(batch, domain, step)

            with patch.object(model, "_process", die), self.assertRaises(SystemExit):
                self._check(env)
        self.assertEqual(len(self.checked), self.count - 1)
        with self._worker() as env:
            self._check(env)
        self._assert_each_once()
