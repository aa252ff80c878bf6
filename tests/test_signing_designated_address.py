# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import email_normalize
from odoo.tools.misc import file_path

from .signing_portal_common import SigningPortalCommon

THIEF = "thief@elsewhere.example.net"
OLD = "lijing@jinli.example.com"
SCRIPT = "miniprogram_contract/migrations/19.0.1.6.0/post-designated-addresses.py"


@tagged("post_install", "-at_install")
class TestDesignatedAddress(SigningPortalCommon):
    """The code goes to the address on the paper, and to no colleague."""

    prints = False

    def _sealing(self):
        """Let the customer sign with the code, and return how the keeper sees it."""
        self._ask_for_code()
        self.assertNotIn("error", self._accept())
        return self.contract.with_user(self.keeper)

    def _send_again(self, **values):
        """Take the contract back, change what is given, and send it anew."""
        contract = self.contract.with_user(self.salesman)
        contract.action_reset_to_draft()
        contract.write(values)
        with self.mock_mail_gateway():
            contract.action_send_contract()
        self.env.flush_all()

    def _get_mailed(self):
        return {
            email_normalize(email) for mail in self._mails for email in mail["email_to"]
        }

    # -- a salesperson's own address ------------------------------

    def test_a_salesperson_cannot_redirect_the_code_of_a_sent_contract(self):
        contract = self.contract.with_user(self.salesman)
        for values in ({"signing_email": THIEF}, {"signing_phone": "13900139000"}):
            with self.assertRaisesRegex(UserError, "reset to draft"):
                contract.write(values)
        self.assertFalse(contract.is_signing_address_open)
        self._ask_for_code()
        self.assertEqual(self._mails[-1]["email_to"], [OLD])

    def test_not_even_a_manager_while_it_stands_on_the_paper(self):
        manager = self._create_user(
            "old_manager", "miniprogram_contract.group_contract_manager"
        )
        with self.assertRaisesRegex(UserError, "reset to draft"):
            self.contract.with_user(manager).signing_email = THIEF

    def test_where_the_address_came_from_is_noted_by_us_alone(self):
        with self.assertRaises(UserError):
            self.contract.with_user(self.salesman).signing_address_origin = {}
        with self.assertRaises(UserError):
            self.contract.with_user(self.salesman).sent_content = {}

    def test_a_colleague_s_address_is_never_the_customer_s(self):
        contract = self._create_contract()
        contract.user_id = self.salesman
        for email in (self.salesman.email.upper(), self.company.email, "admin"):
            if email == "admin":
                self.keeper.login = email = "someone@login.example.com"
            with self.assertRaisesRegex(ValidationError, "never the customer's"):
                contract.with_user(self.salesman).signing_email = email

    def test_nor_where_it_is_the_contact_s_at_sending(self):
        self.contact.email = self.salesman.email
        contract = self._create_contract()
        self.assertIn("never the customer", contract.sending_problems)
        with self.assertRaisesRegex(UserError, "never the customer's"):
            contract.action_send_contract()

    def test_no_code_goes_to_who_became_a_colleague_since(self):
        self.keeper.login = OLD
        self.env.flush_all()
        self.assertIn("never the customer", self._ask_for_code()["error"])

    def _seal(self, contract):
        """Seal a contract in spite of what is unusual."""
        warnings = "\n".join(contract._get_signing_warnings())
        contract.action_countersign_contract(warnings)

    # -- on the paper ------------------------------

    def test_the_paper_and_the_page_say_where_codes_go(self):
        delivery = self.contract.sent_content["delivery"]
        self.assertEqual(delivery["email"], OLD)
        self.assertEqual(delivery["recipient"], "李静")
        self.assertEqual(delivery["phone"], "13800138000")
        self.assertIn("武侯祠大街231号", delivery["address"])
        self.assertEqual(delivery["clause"], "第11.3条")
        page = self._open_contract(self.contract)
        self.assertIn(OLD, self._get_text(page, "contract_delivery"))

    def test_it_is_printed_above_the_signatures(self):
        self._print_for_real()
        contract = self._create_sent_contract()
        text = "".join(self._read_pages(contract.sent_document_id))
        above, _title, below = text.partition("送达信息确认")
        self.assertIn("12.9", above)
        self.assertIn(OLD, below)
        self.assertIn("变更按第11.3条办理", below)
        self.assertLess(below.index(OLD), below.index("签约时间"))

    def test_the_evidence_says_where_the_address_came_from(self):
        self._print_for_real()
        contract = self._sealing()
        self._seal(contract)
        evidence = "".join(self._read_pages(contract.signed_document_id))
        self.assertIn("送达信息确认所载", evidence)
        self.assertIn("客户档案中的联系人“李静”", evidence)
        self.assertIn(f"({self.env.user.login})", evidence)

    # -- whoever seals ------------------------------

    def test_an_address_of_long_ago_is_sealed_without_a_question(self):
        contract = self._sealing()
        self.assertTrue(contract.action_countersign_contract() is True)

    def test_a_changed_address_is_asked_about_before_we_seal(self):
        self.contact.with_user(self.salesman).sudo().email = THIEF
        self._send_again()
        contract = self._sealing()
        with self.assertRaisesRegex(UserError, "contract_salesman"):
            contract.action_countersign()
        action = contract.action_countersign_contract()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.keeper)
        for words in (THIEF, OLD, "contract_salesman"):
            self.assertIn(words, wizard.warnings)
        with self.assertRaisesRegex(UserError, "asked the customer"):
            wizard.action_confirm()
        self.assertEqual(contract.contract_state, "sent")
        wizard.is_confirmed = True
        wizard.action_confirm()
        self.assertEqual(contract.contract_state, "signed")
        sealed = contract.sudo().event_ids.filtered(lambda e: e.kind == "sealed")
        self.assertIn(THIEF, sealed.description)

    def test_what_became_unusual_since_is_asked_about_again(self):
        self._send_again(signing_email=THIEF)
        contract = self._sealing()
        action = contract.action_countersign_contract()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.keeper)
        self._create_user("hu", "base.group_user", email=f"hu@{THIEF.split('@')[1]}")
        wizard.is_confirmed = True
        again = wizard.action_confirm()
        self.assertEqual(contract.contract_state, "sent")
        wizard = self.env[again["res_model"]].browse(again["res_id"])
        self.assertIn("where colleagues have theirs", wizard.warnings)
        self.assertFalse(wizard.is_confirmed)
        wizard = wizard.with_user(self.keeper)
        wizard.is_confirmed = True
        wizard.action_confirm()
        self.assertEqual(contract.contract_state, "signed")

    def test_to_say_that_all_is_confirmed_confirms_nothing(self):
        self._send_again(signing_email=THIEF)
        contract = self._sealing()
        for confirmed in (True, "所有", [1]):
            with self.assertRaisesRegex(UserError, THIEF):
                contract.action_countersign(confirmed)

    def test_an_address_typed_on_the_contract_is_asked_about_too(self):
        self._send_again(signing_email=THIEF)
        contract = self._sealing()
        with self.assertRaisesRegex(UserError, THIEF):
            contract.action_countersign()

    def test_a_month_later_it_is_no_news(self):
        self._send_again(signing_email=THIEF)
        contract = self._sealing()
        with freeze_time("2099-01-01 04:00:00"):
            self.assertFalse(contract.sudo()._get_address_warnings())

    def test_an_address_at_our_own_domain_is_asked_about(self):
        self._create_user("hu", "base.group_user", email="hu@ours.example.org")
        self._send_again(signing_email="li@ours.example.org")
        contract = self._sealing()
        with self.assertRaisesRegex(UserError, "where colleagues have theirs"):
            contract.action_countersign()

    def test_many_people_have_a_mailbox_with_the_same_provider(self):
        self._create_user("hu", "base.group_user", email="hu@qq.com")
        self.assertFalse(self.env["res.users"]._is_at_our_domain("li@qq.com"))
        self.assertTrue(self.env["res.users"]._find_owner_of_ours("HU@qq.com"))

    def test_no_seal_at_once_on_an_unusual_address(self):
        self.company.contract_seal_at_once = True
        self._send_again(signing_email=THIEF)
        self._sealing()
        self.assertEqual(self.contract.contract_state, "sent")
        self.assertIn(self.keeper, self.contract.activity_ids.user_id)

    def test_a_seal_that_is_put_on_at_once_is_nobody_s_act(self):
        self.company.contract_seal_at_once = True
        self._sealing()
        events = {event.kind: event for event in self.contract.event_ids}
        self.assertEqual(
            events["sealed"].actor, "automatically, as the company's settings say"
        )
        self.assertFalse(events["sealed"].ip_address)
        self.assertTrue(events["signed"].ip_address)

    # -- the old address is told ------------------------------

    def test_the_old_address_hears_of_the_new_one_and_gets_the_document(self):
        self._send_again(signing_email=THIEF)
        self.assertIn(OLD, self._get_mailed())
        changed = self.contract.event_ids.filtered(
            lambda event: event.kind == "address_changed"
        )
        self.assertIn(OLD, changed.description)
        self.assertIn(THIEF, changed.description)
        contract = self._sealing()
        with self.mock_mail_gateway():
            self._seal(contract)
        self.assertLessEqual({OLD, THIEF}, self._get_mailed())

    def test_a_former_address_is_named_once(self):
        self.contract.action_reset_to_draft()
        self.contact.email = THIEF
        self.contract.action_send_contract()
        self.assertEqual(self.contract.signing_address_origin["former"], [OLD])

    def test_a_mailbox_changed_before_the_first_sending_is_told_too(self):
        self.contact.email = THIEF
        contract = self._create_contract()
        with self.mock_mail_gateway():
            contract.action_send_contract()
        self.assertIn(OLD, self._get_mailed())

    def test_a_second_change_does_not_hide_the_first_address(self):
        self.contact.email = THIEF
        self.contact.email = "another@example.com"
        contract = self._create_contract()
        with self.mock_mail_gateway():
            contract.action_send_contract()
        self.assertEqual(contract.signing_address_origin["former"], [OLD])
        self.assertIn(OLD, self._get_mailed())

    def test_who_entered_an_address_cannot_be_made_up(self):
        contact = self.contact.with_user(self.salesman).sudo()
        contact.write(
            {
                "email": THIEF,
                "former_mailbox": "x@example.com",
                "mailbox_changed_by": "somebody else",
                "mailbox_changed_on": "2000-01-01 00:00:00",
            }
        )
        contact.write({"mailbox_changed_by": "somebody else"})
        self.assertIn("contract_salesman", self.contact.mailbox_changed_by)
        self.assertEqual(self.contact.former_mailbox, OLD)
        self.assertGreater(str(self.contact.mailbox_changed_on), "2000-01-02")


@tagged("post_install", "-at_install")
class TestAddressOfAnOldDocument(SigningPortalCommon):
    """What was frozen before says nothing of codes: the contract's address counts."""

    prints = False

    def setUp(self):
        super().setUp()
        content = dict(self.contract.sent_content)
        content.pop("delivery")
        self.contract._write_protected(
            {"sent_content": content, "signing_address_origin": False}
        )
        self.env.flush_all()

    def test_a_salesperson_does_not_change_it(self):
        with self.assertRaisesRegex(UserError, "reset to draft"):
            self.contract.with_user(self.salesman).signing_email = THIEF

    def test_a_manager_does_and_the_old_address_is_told(self):
        manager = self._create_user(
            "old_manager", "miniprogram_contract.group_contract_manager"
        )
        contract = self.contract.with_user(manager)
        self.assertTrue(contract.is_signing_address_open)
        with self.mock_mail_gateway():
            contract.signing_email = THIEF
        self.assertIn([OLD], [mail["email_to"] for mail in self._mails])
        self.env.flush_all()
        self._ask_for_code()
        self.assertEqual(self._mails[-1]["email_to"], [THIEF])

    def test_an_update_notes_who_last_changed_it(self):
        script = load_script(file_path(SCRIPT), "post-designated-addresses")
        self.contract._write_protected({"signing_email": THIEF})
        field = self.env["ir.model.fields"]._get("sale.subscription", "signing_email")
        self.contract.message_post(
            tracking_value_ids=[
                Command.create({"field_id": field.id, "old_value_char": OLD})
            ]
        )
        script.migrate(self.env.cr, "19.0.1.5.1")
        origin = self.contract.signing_address_origin
        self.assertEqual(origin["source"], "before")
        self.assertEqual(origin["former"], [OLD])
        self.assertIn(THIEF, self.contract._get_address_warnings()[0])

    def test_an_update_keeps_the_address_that_is_on_file(self):
        script = load_script(file_path(SCRIPT), "post-designated-addresses")
        self.contract._write_protected({"signing_email": False, "signing_phone": False})
        script.migrate(self.env.cr, "19.0.1.5.1")
        self.assertEqual(self.contract.signing_email, OLD)
        self.assertFalse(self.contract._has_delivery_details())

    def test_the_page_and_the_evidence_do_not_claim_that_it_stands_there(self):
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath("//*[@id='contract_delivery']"))
        self._ask_for_code()
        self._accept()
        self.assertIn("甲方提供的", self.contract._describe_code())
