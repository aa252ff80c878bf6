# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import email_normalize, email_split

from .notice_common import NoticeCommon

ON_PAPER = "lijing@example.com"
LATER = "thief@elsewhere.example.net"


@tagged("post_install", "-at_install")
class TestMailAddresses(NoticeCommon):
    """Letters and reminders go where the contract says (clauses 11.2 and 11.3)."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()

    def _send_letter(self):
        notice = self._draft(
            self.contract,
            "waiver",
            "outgoing",
            body="特此声明。",
            channel="email",
            event_date="2026-06-10",
        )
        with self._on("2026-06-10"):
            notice.action_send()
        return notice

    def _get_mails(self):
        """Return the mails of the contract to the customer, by address."""
        mails = self.env["mail.mail"].search(
            [("model", "=", self.contract._name), ("res_id", "=", self.contract.id)]
        )
        found = {}
        for mail in mails:
            addresses = email_split(mail.email_to) + mail.mapped("recipient_ids.email")
            for address in addresses:
                found[email_normalize(address)] = mail
        return found

    def test_a_letter_goes_to_the_address_on_the_paper(self):
        self.contact.with_context(contract_change_is_told=True).email = LATER
        notice = self._send_letter()
        mails = self._get_mails()
        self.assertIn(ON_PAPER, mails)
        self.assertNotIn(LATER, mails)
        self.assertEqual(notice.sent_to_address, f"李静 <{ON_PAPER}>")
        self.assertIn(f"/notice/{notice.id}?access_token=", mails[ON_PAPER].body_html)

    def test_it_goes_there_when_the_customer_has_no_address_on_file_any_more(self):
        self.contact.with_context(contract_change_is_told=True).email = False
        self.assertIn(ON_PAPER, self.contract.letter_destination)
        self._send_letter()
        self.assertIn(ON_PAPER, self._get_mails())

    def test_once_where_it_is_still_the_same(self):
        self._send_letter()
        mail = self._get_mails()[ON_PAPER]
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertFalse(mail.email_to)

    def test_a_reminder_goes_to_the_contact_and_to_the_address_on_the_paper(self):
        self.contact.with_context(contract_change_is_told=True).email = LATER
        self._renew(self.contract)
        self.assertLessEqual({ON_PAPER, LATER}, set(self._get_mails()))

    def test_a_notice_of_the_customer_changes_where_letters_go(self):
        self._receive(self.contract, "address_change", "2026-06-01", new_email=LATER)
        self.assertIn(LATER, self.contract._get_designated_mailboxes())
        self._send_letter()
        self.assertIn(LATER, self._get_mails())

    def test_one_that_a_salesperson_recorded_leaves_the_one_on_the_paper_too(self):
        notice = self._draft(
            self.contract,
            "address_change",
            event_date="2026-06-01",
            new_email=LATER,
            receipt_basis="signed",
            proof_ids=self._file().ids,
        )
        self.contract.user_id = self.salesman
        with self._on("2026-06-01"):
            notice.with_user(self.salesman)._receive(notice.event_date)
        self.assertEqual(self.contract.signing_email, ON_PAPER)
        self._send_letter()
        self.assertLessEqual({ON_PAPER, LATER}, set(self._get_mails()))

    def test_no_letter_goes_to_who_was_the_customer(self):
        other = self.env["res.partner"].create(
            {"name": "新甲方", "is_company": True, "phone": "028-66668888"}
        )
        self.contract._change_party(other)
        self.assertFalse(self.contract.signing_email)
        self.assertFalse(self.contract._get_designated_mailboxes())
