# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import email_normalize

from ..tools.phone_number import is_same_phone, to_e164
from .signing_portal_common import SigningPortalCommon

OLD = "13800138000"
OURS = "13911112222"
NEW = "13700137000"
EMAIL = "lijing@jinli.example.com"


@tagged("post_install", "-at_install")
class TestPhoneNumbers(BaseCase):
    """Numbers are the same one, however people write them."""

    def test_one_number_in_many_hands(self):
        for number in (
            *("139 1111 2222", "+86 139-1111-2222", "008613911112222"),
            *("8613911112222", "（139）11112222", "１３９１１１１２２２２"),
            *("+86(139)11112222", "139(a)11112222", "139\u200b11112222"),
        ):
            with self.subTest(number):
                self.assertTrue(is_same_phone(number, OURS))

    def test_other_numbers(self):
        for number in ("", "13911112223", "+852 9111 2222", "110", "转 20"):
            with self.subTest(number):
                self.assertFalse(is_same_phone(number, OURS))
        self.assertEqual(to_e164("028-62778877（20线）"), to_e164("028 6277 8877"))
        self.assertFalse(is_same_phone("13662778877", "62778877"))


@tagged("post_install", "-at_install")
class TestDesignatedPhone(SigningPortalCommon):
    """What holds of the e-mail address for codes holds of the phone too."""

    prints = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman.partner_id.phone = "+86 139 1111 2222"
        cls.company.contract_code_by_sms = True

    def setUp(self):
        super().setUp()
        if "sms.sms" not in self.env:
            self.skipTest("Odoo's SMS is not installed")
        self.messages = []
        sms = self.registry["sms.sms"]
        self.startPatcher(
            patch.object(
                sms,
                "send",
                lambda sms, **kw: (
                    [self.messages.append((one.number, one.body)) for one in sms]
                    and sms.unlink()
                ),
            )
        )

    def _sign_by_sms(self):
        self._ask_for_code(channel="sms")
        self.assertNotIn("error", self._accept())
        return self.contract.with_user(self.keeper)

    def _send_again(self, **values):
        contract = self.contract.with_user(self.salesman)
        contract.action_reset_to_draft()
        contract.write(values)
        with self.mock_mail_gateway():
            contract.action_send_contract()
        self.env.flush_all()

    def _get_told(self):
        """Return the numbers that were told of another phone."""
        waiting = self.env["sms.sms"].sudo().search([("state", "=", "outgoing")])
        return set(waiting.mapped("number"))

    # -- a colleague's ------------------------------

    def test_a_colleague_s_phone_is_never_the_customer_s(self):
        contract = self._create_contract()
        contract.user_id = self.salesman
        for number in (OURS, "0086 139-1111-2222", self.company.phone):
            with self.assertRaisesRegex(ValidationError, "never the customer's"):
                contract.with_user(self.salesman).signing_phone = number

    def test_nor_where_it_is_the_contact_s_at_sending(self):
        self.contact.phone = "86 13911112222"
        contract = self._create_contract()
        self.assertIn("never the customer", contract.sending_problems)
        with self.assertRaisesRegex(UserError, "never the customer's"):
            contract.action_send_contract()

    def test_no_code_goes_to_who_became_a_colleague_since(self):
        self.keeper.partner_id.phone = OLD
        self.env.flush_all()
        self.assertIn("never the customer", self._ask_for_code(channel="sms")["error"])

    # -- where it came from ------------------------------

    def test_the_evidence_says_where_the_phone_came_from(self):
        self.contract._keep_origins(
            {"email": {**self.contract._get_origin(), "name": "somebody else"}}
        )
        self._sign_by_sms()
        words = self.contract._describe_source_of_address()
        self.assertIn("客户档案中的联系人“李静”", words)
        self.assertIn(self.contact.phone_changed_by, words)

    def test_a_changed_phone_is_asked_about_before_we_seal(self):
        self._send_again(signing_phone=NEW)
        with self.assertRaisesRegex(UserError, f"{NEW}.*contract_salesman.*{OLD}"):
            self._sign_by_sms().action_countersign()

    def test_a_phone_changed_on_the_customer_s_record_too(self):
        self.contact.with_user(self.salesman).sudo().phone = NEW
        self._send_again()
        (warning,) = self.contract._get_address_warnings()
        for words in (NEW, OLD, "contract_salesman"):
            self.assertIn(words, warning)
        with freeze_time("2099-01-01 04:00:00"):
            self.assertFalse(self.contract._get_address_warnings())

    def test_another_way_of_writing_it_is_no_change(self):
        self.contact.phone = "+86 138 0013 8000"
        self._send_again()
        self.assertFalse(self.contract._get_address_warnings())
        self.assertFalse(self._get_told())

    def test_a_phone_that_gets_no_codes_is_nothing_to_ask_about(self):
        self.company.contract_code_by_sms = False
        self._send_again(signing_phone=NEW)
        self.assertFalse(self.contract._get_address_warnings())

    def test_who_entered_a_phone_cannot_be_made_up(self):
        self.contact.with_user(self.salesman).sudo().write(
            {"phone": NEW, "former_phone": "1", "phone_changed_by": "somebody else"}
        )
        self.assertIn("contract_salesman", self.contact.phone_changed_by)
        self.assertEqual(self.contact.former_phone, OLD)

    # -- the old one is told ------------------------------

    def test_the_old_phone_hears_of_the_new_one(self):
        self._send_again(signing_phone=NEW)
        self.assertEqual(self._get_told(), {OLD, NEW})
        changed = self.contract.event_ids.filtered(
            lambda event: event.kind == "address_changed"
        )
        self.assertIn(OLD, changed.description)
        self.assertIn(NEW, changed.description)

    def test_without_sms_the_designated_mailbox_hears_of_it(self):
        self.company.contract_code_by_sms = False
        self._send_again(signing_phone=NEW)
        self.assertFalse(self._get_told())
        mailed = {
            email_normalize(email) for mail in self._mails for email in mail["email_to"]
        }
        self.assertIn(EMAIL, mailed)
        texts = " ".join(mail["body"] for mail in self._mails)
        self.assertIn("137****7000", texts)

    def test_the_phone_on_the_paper_is_that_of_the_designated_person(self):
        person = self.contact.copy(
            {"name": "王五", "phone": NEW, "email": "wang@jinli.example.com"}
        )
        person.parent_id = self.customer
        self._send_again(notice_partner_id=person.id)
        self.assertEqual(self.contract.sent_content["delivery"]["phone"], NEW)
        self.assertEqual(self.contract.signing_phone, NEW)
