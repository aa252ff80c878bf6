# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.signing.signing_code import ContractSigningCode
from .addon_worker_common import ScratchDatabaseCase
from .common import keep_files_in_database, read_demo_seal
from .signing_common import CODE, SIGNATURE

OVERTAKEN = "signed this contract already"


@tagged("post_install", "-at_install", "-standard", "workers")
class TestSigningWorkers(ScratchDatabaseCase):
    """Two windows and two keepers at once: it is signed once, and sealed once."""

    def setUp(self):
        super().setUp()
        for name, answer in (
            ("_generate", lambda codes: CODE),
            ("_send_by_email", lambda code, typed: True),
        ):
            self.startPatcher(patch.object(ContractSigningCode, name, answer))
        with self._worker() as env:
            keep_files_in_database(env)
            seal = base64.b64encode(read_demo_seal())
            env["res.company"].search([]).contract_seal = seal
            sent = env["sale.subscription"].search(
                [("sent_document_id", "!=", False)], limit=1
            )
            contract = sent.copy()
            contract.contact_partner_id.email = "contact@example.com"
            contract.action_send_contract()
            self.contract_id = contract.id
            keeper = env.ref("miniprogram_contract.group_seal_keeper")
            env.ref("base.user_admin").group_ids += keeper
            env.cr.commit()

    def _look(self, env):
        """Read, so that from here on a worker sees the database as it was."""
        return self._contract(env).contract_state

    def _get_codes(self, env):
        return env["miniprogram.contract.signing.code"].search(
            [("contract_id", "=", self.contract_id)]
        )

    def _ask_for_code(self, env):
        self._contract(env)._send_signing_code("email")
        env.flush_all()

    def _sign(self, env, code=CODE):
        contract = self._contract(env)
        problems = contract._sign_in_portal(
            {
                "agreement": "1",
                "code": code,
                "key_terms": [term["code"] for term in contract._get_key_terms()],
                "name": "李静",
                "position": "总经理",
                "shown_sha256": contract.sent_document_sha256,
                "signature": SIGNATURE.decode(),
            },
            "203.0.113.7",
        )
        env.flush_all()
        return problems

    def _seal(self, env):
        keeper = env.ref("base.user_admin")
        self._contract(env).with_user(keeper).action_countersign_contract()
        env.flush_all()

    def _commit(self, *steps):
        for step in steps:
            with self._worker() as env:
                step(env)
                env.cr.commit()

    def _assert_begins_anew(self, old, step):
        """Assert that a worker that was overtaken fails: its request is tried again."""
        with self.assertRaises(SerializationFailure), self._quiet():
            step(old)

    def _count_documents(self, kind):
        with self._worker() as env:
            document = self._contract(env)[f"{kind}_document_id"]
            self.assertTrue(document)
            return env["ir.attachment"].search_count(
                [
                    ("is_contract_document", "=", True),
                    ("name", "=", document.name),
                    ("res_model", "=", "sale.subscription"),
                    ("res_id", "=", self.contract_id),
                ]
            )

    def test_two_windows_sign_once(self):
        self._commit(self._ask_for_code)
        with self._worker() as old:
            self._look(old)
            self._commit(self._sign)
            self._assert_begins_anew(old, self._sign)
        with self._worker() as late, self.assertRaisesRegex(UserError, OVERTAKEN):
            self._sign(late)
        self.assertEqual(self._count_documents("customer"), 1)

    def test_a_second_click_does_not_wait_for_the_first(self):
        self._commit(self._ask_for_code)
        with self._worker() as first, self._worker() as second:
            self.assertEqual(self._sign(first), [])
            with self.assertRaisesRegex(UserError, "working on this right now"):
                self._sign(second)
            first.cr.commit()
        self.assertEqual(self._count_documents("customer"), 1)

    def test_two_clicks_send_one_code(self):
        with self._worker() as old:
            self._look(old)
            self._commit(self._ask_for_code)
            self._assert_begins_anew(old, self._ask_for_code)
        with self._worker() as late, self.assertRaisesRegex(UserError, "just now"):
            self._ask_for_code(late)
        with self._worker() as env:
            self.assertEqual(len(self._get_codes(env)), 1)

    def test_no_code_leaves_twice_where_somebody_looks_at_the_same_time(self):
        sent = []

        def send(code, typed):
            sent.append(typed)
            return True

        def visit(env):
            self._contract(env)._log_event("opened")
            env.flush_all()

        with (
            patch.object(ContractSigningCode, "_send_by_email", send),
            self._worker() as old,
        ):
            self._look(old)
            self._commit(visit)
            self._assert_begins_anew(old, self._ask_for_code)
            self.assertFalse(sent)

    def test_who_looks_by_the_link_keeps_nobody_waiting(self):
        with self._worker() as slow, self._worker() as other:
            visitor = self._contract(slow).with_user(slow.ref("base.public_user"))
            visitor.sudo()._open_by_link("token")
            slow.flush_all()  # as reading for the page does
            self._contract(other)._lock_in_state("sent")
            other.cr.rollback()
            slow.cr.commit()
        with self._worker() as env:
            self.assertTrue(self._contract(env).link_used_on)

    def test_guesses_at_the_same_time_are_all_counted(self):
        def guess(env):
            self.assertTrue(self._sign(env, "000000"))

        self._commit(self._ask_for_code)
        with self._worker() as old:
            self._look(old)
            self._commit(guess)
            self._assert_begins_anew(old, guess)
        self._commit(guess)
        with self._worker() as env:
            self.assertEqual(self._get_codes(env).tries, 2)

    def test_what_a_client_asks_at_the_same_moment_is_counted_too(self):
        client = "1f" * 32

        def ask(env):
            requests = env["miniprogram.contract.client.request"]
            with requests._take_turn(client):
                return requests._count_once_more(client, 1, 60)

        def ask_elsewhere():
            with self._worker() as env:
                return ask(env)

        with ThreadPoolExecutor() as threads, self._worker() as first:
            requests = first["miniprogram.contract.client.request"]
            with requests._take_turn(client):
                second = threads.submit(ask_elsewhere)
                self._wait_for_a_waiting_lock(first)
                self.assertTrue(requests._count_once_more(client, 1, 60))
            self.assertFalse(second.result(timeout=10))

    def _wait_for_a_waiting_lock(self, env):
        ends_at = time.monotonic() + 10
        while time.monotonic() < ends_at:
            env.cr.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            if env.cr.fetchone():
                return
            time.sleep(0.05)
        self.fail("Nobody waits.")

    def test_refusing_while_another_window_signs(self):
        def refuse(env):
            self._contract(env)._refuse_in_portal("价格不对", CODE)
            env.flush_all()

        self._commit(self._ask_for_code)
        with self._worker() as old:
            self._look(old)
            self._commit(self._sign)
            self._assert_begins_anew(old, refuse)
        with self._worker() as late, self.assertRaisesRegex(UserError, OVERTAKEN):
            refuse(late)

    def test_two_keepers_seal_once(self):
        self._commit(self._ask_for_code, self._sign)
        with self._worker() as old:
            self._look(old)
            self._commit(self._seal)
            self._assert_begins_anew(old, self._seal)
        with self._worker() as late, self.assertRaisesRegex(UserError, "state"):
            self._seal(late)
        self.assertEqual(self._count_documents("signed"), 1)
        with self._worker() as env:
            terms = self._contract(env).term_ids
            self.assertEqual(len(terms), 1)
            self.assertEqual(len(terms.invoice_id), 1)
