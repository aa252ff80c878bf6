# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import Form, tagged
from odoo.tools.misc import file_path

from ..models.notice import mailing_recipients
from .notice_common import NoticeCommon

MAILING = "miniprogram.contract.notice.mailing"
FACTS = "2026年7月1日凌晨2时至4时停机升级。"


class MailingCommon(NoticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._activate() | cls._activate() | cls._activate()

    def _write(self, **values):
        with self._on("2026-06-01"):
            return self.env[MAILING].create({"name": "升级", "facts": FACTS, **values})

    def _send(self, mailing):
        with self._on("2026-06-01"):
            mailing.action_send()
        self._track("2026-06-01")

    def _without_email(self, contract):
        """Give a contract to a customer who has no e-mail address."""
        partner = self.env["res.partner"].create({"name": "无邮箱食品厂"})
        contract._write_protected(
            {
                "commercial_partner_id": partner.id,
                "contact_partner_id": False,
                "partner_id": partner.id,
                "signing_email": False,
                "signing_phone": False,
            }
        )
        return contract


@tagged("post_install", "-at_install")
class TestWhoGetsANoticeToMany(MailingCommon):
    """It names who gets it, and leaves out who cannot, each with the reason."""

    def test_who_gets_it_is_shown_by_name_and_address(self):
        self._without_email(self.contracts[2])
        mailing = self._write()
        self.assertEqual(mailing.recipient_contract_ids, self.contracts)
        first, _second, last = self.contracts
        self.assertEqual(first.letter_destination, "李静 <lijing@example.com>")
        self.assertIn("By hand", last.letter_destination)

    def test_contracts_chosen_in_the_list_are_named_and_can_be_changed(self):
        action = self.contracts[:2].action_notify_customers()
        with self._on("2026-06-01"):
            form = Form(self.env[MAILING].with_context(**action["context"]))
            form.name = "升级"
            form.facts = FACTS
            form.contract_ids.remove(index=0)
            mailing = form.save()
        self.assertEqual(mailing.contract_ids, self.contracts[1])
        self._send(mailing)
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts[1])

    def test_nobody_chosen_is_not_everybody(self):
        mailing = self._write(audience="chosen")
        self.assertFalse(mailing._find_contracts())
        with self.assertRaisesRegex(UserError, "choose at least one"):
            mailing.action_send()

    def test_who_cannot_get_it_is_left_out_with_the_reason(self):
        ended = self.contracts[-1:]
        with self._on("2026-05-01"):
            ended.action_terminate_contract(self.agreement)
        unsigned = self._create_sent_contract()
        mailing = self._write(contract_domain="[]")
        for _moment in ("before", "after"):
            self.assertEqual(mailing.left_out_ids, ended | unsigned)
            self.assertIn(
                f"{ended.contract_number} 成都锦里食品有限公司: it ended on 2026-05-01",
                mailing.left_out_note,
            )
            self.assertIn("not signed by both sides", mailing.left_out_note)
            action = mailing.action_view_left_out()
            found = self.env["sale.subscription"].search(action["domain"])
            self.assertEqual(found, ended | unsigned)
            if mailing.state == "draft":
                self._send(mailing)
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts - ended)
        self.assertEqual(mailing.state, "sent")
        self.assertEqual(mailing.progress, 100.0)

    def test_a_letter_with_a_blank_of_its_own_is_left_out(self):
        unpaid = self._sign()
        mailing = self._write(
            contract_domain=f"[('id', 'in', {(self.contracts | unpaid).ids})]",
            body="已付款至{paid_until}。",
        )
        self.assertFalse(mailing.left_out_ids)  # each letter is read on request
        mailing.action_check_letters()
        self.assertEqual(mailing.left_out_ids, unpaid)
        self.assertIn("已付款至＿", mailing.left_out_note)
        self.assertEqual(mailing.recipient_contract_ids, self.contracts)
        mailing.body = "已付款至＿＿＿＿。"
        self.assertFalse(mailing.left_out_ids)  # the text itself is not complete
        with self.assertRaisesRegex(UserError, "blanks"):
            mailing.action_send()

    def test_a_blank_of_ones_own_is_found_at_sending_too(self):
        unpaid = self._sign()
        mailing = self._write(
            contract_domain=f"[('id', 'in', {(self.contracts | unpaid).ids})]",
            body="已付款至{paid_until}。",
        )
        self._send(mailing)
        self.assertEqual(mailing.left_out_ids, unpaid)
        self.assertIn("已付款至＿", mailing.left_out_note)
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts)

    def test_what_was_checked_is_forgotten_once_the_letter_changes(self):
        unpaid = self._sign()
        mailing = self._write(
            contract_domain=f"[('id', 'in', {(self.contracts | unpaid).ids})]",
            body="已付款至{paid_until}。",
        )
        mailing.action_check_letters()
        mailing.body = "编号{contract_number}。"
        self.assertFalse(mailing.left_out_ids)
        action = mailing.action_check_letters()
        self.assertIn("4 letters", action["params"]["message"])

    def test_a_check_says_what_the_text_itself_lacks(self):
        mailing = self._write(facts=False)
        action = mailing.action_check_letters()
        self.assertIn("blanks", action["params"]["message"])
        self.assertTrue(action["params"]["sticky"], "what is missing stays to be read")
        nobody = self._write(audience="chosen")
        action = nobody.action_check_letters()
        self.assertIn("choose at least one", action["params"]["message"])

    def test_who_can_be_told_is_found_as_it_is_decided(self):
        with self._on("2026-05-01"):
            self.contracts[0].action_terminate_contract(self.agreement)
        unsigned = self._create_sent_contract()
        contracts = self.contracts | unsigned
        notices = self.env["miniprogram.contract.notice"]
        for rule in self.env["miniprogram.contract.notice.type"].search([]):
            told = contracts.filtered_domain(notices._get_tellable_domain(rule))
            for contract in contracts:
                notice = notices.new(contract._prepare_notice(rule))
                with self.subTest(rule=rule.name, state=contract.contract_state):
                    problems = notice._get_contract_problems()
                    self.assertEqual(contract in told, not problems)

    def test_if_nobody_can_get_it_nothing_is_sent(self):
        mailing = self._write(audience="chosen")
        mailing.contract_ids = unsigned = self._create_sent_contract()
        with self.assertRaises(UserError) as error:
            mailing.action_send()
        self.assertIn(unsigned.contract_number, str(error.exception))
        self.assertIn("not signed by both sides", str(error.exception))

    def test_who_ends_before_the_letters_are_made_is_left_out_too(self):
        mailing = self._write()
        with self._on("2026-06-01"):
            mailing.action_send()
            self.contracts[1].action_terminate_contract(self.agreement)
        self._track("2026-06-01")
        self.assertEqual(mailing.left_out_ids, self.contracts[1])
        self.assertIn("it ended on", mailing.left_out_note)


@tagged("post_install", "-at_install")
class TestHowFarANoticeToManyIs(MailingCommon):
    """It never stops without saying at whom, and why."""

    def test_who_has_no_address_is_left_until_somebody_hands_it_over(self):
        by_hand = self._without_email(self.contracts[2])
        mailing = self._write()
        self._send(mailing)
        self.assertEqual(mailing.state, "sending")
        self.assertEqual((mailing.sent_count, mailing.left_count), (2, 1))
        name = f"{by_hand.contract_number} 无邮箱食品厂"
        self.assertIn(name, mailing.left_note)
        self.assertIn("does not go by e-mail", mailing.left_note)
        action = mailing.action_view_left()
        left = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(left.contract_id, by_hand)
        with self._on("2026-06-02"):
            left.action_send()
        self.assertEqual((mailing.state, mailing.progress), ("sent", 100.0))
        self.assertFalse(mailing.left_note)

    def test_a_letter_that_fails_is_named_and_the_others_go(self):
        mailing = self._write()
        broken = self.contracts[1]
        notice_model = self.registry["miniprogram.contract.notice"]
        freeze = notice_model._freeze_letter

        def fail(notice):
            if notice.contract_id == broken:
                raise UserError("no font has 龘")
            return freeze(notice)

        with patch.object(notice_model, "_freeze_letter", fail):
            self._send(mailing)
        self.assertEqual((mailing.sent_count, mailing.left_count), (2, 1))
        self.assertIn(broken.contract_number, mailing.left_note)
        self.assertIn("no font has 龘", mailing.left_note)
        self.assertIn("2026-06-02", mailing.left_note)
        self._track("2026-06-02")
        self.assertEqual(mailing.state, "sent")

    def test_a_notice_that_cannot_be_made_is_named(self):
        mailing = self._write()
        contract_model = self.registry["sale.subscription"]
        prepare = contract_model._prepare_notice
        broken = self.contracts[1]

        def fail(contract, *args, **values):
            if contract == broken:
                raise ValueError("broken")
            return prepare(contract, *args, **values)

        with self._on("2026-06-01"):
            mailing.action_send()
        with patch.object(contract_model, "_prepare_notice", fail):
            self._track("2026-06-01")
        self.assertEqual(mailing.left_count, 1)
        self.assertIn(f"{broken.contract_number} 成都锦里", mailing.left_note)
        self.assertIn("broken", mailing.left_note)
        action = mailing.action_view_left()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), broken)

    def test_a_letter_that_was_withdrawn_is_not_waited_for(self):
        self._without_email(self.contracts[2])
        mailing = self._write()
        self._send(mailing)
        mailing.notice_ids.filtered(lambda n: n.state == "draft").action_cancel()
        self.assertEqual((mailing.state, mailing.progress), ("sent", 100.0))

    def test_after_an_update_one_that_had_stopped_says_who_is_left(self):
        self._without_email(self.contracts[2])
        stopped, finished = self._write(), self._write(audience="chosen")
        finished.contract_ids = self.contracts[:1]
        for mailing in (stopped, finished):
            self._send(mailing)
        stopped._write_protected({"state": "sent"})
        self.env.flush_all()
        path = "miniprogram_contract/migrations/19.0.1.5.0/post-bulk-notices.py"
        script = load_script(file_path(path), "post-bulk-notices")
        script.migrate(self.cr, "19.0.1.4.0")
        self.assertEqual((stopped.state, finished.state), ("sending", "sent"))

    def test_what_two_people_finished_at_once_is_closed_by_the_night(self):
        mailing = self._write()
        self._send(mailing)
        mailing._write_protected({"state": "sending"})  # neither saw the other's letter
        self._track("2026-06-02")
        self.assertEqual(mailing.state, "sent")

    def test_many_that_are_left_are_counted(self):
        mailing = self._write()
        with self._on("2026-06-01"):
            mailing.action_send()
        with patch.object(mailing_recipients, "NAMED", 2):
            self.assertEqual(mailing.left_note.split("\n")[2:], ["… and 1 more"])
