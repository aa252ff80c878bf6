# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo.tests import tagged

from .common import ContractCommon


class Case(NamedTuple):
    """Who has an e-mail address, who has left 甲方, and who gets what.

    Each is named by its part: the contact person, the designated partner, the customer.

    :param str words: what happened
    :param str reachable: the parts that have an e-mail address
    :param str mail: who gets the mail of the contract, if anybody
    :param str designated: who gets what has to reach the designated address
    :param str left: the parts that no longer belong to 甲方
    """

    words: str
    reachable: str
    mail: str
    designated: str
    left: str = ""


CASES = [
    Case(
        "All can be reached: each gets what is meant for them.",
        "contact designated customer",
        mail="contact",
        designated="designated",
    ),
    Case(
        "The contact person has left: the designated partner gets the mail.",
        "contact designated customer",
        mail="designated",
        designated="designated",
        left="contact",
    ),
    Case(
        "The designated partner has left: the contact person stands in.",
        "contact designated customer",
        mail="contact",
        designated="contact",
        left="designated",
    ),
    Case(
        "Both have left: all goes to the customer.",
        "contact designated customer",
        mail="customer",
        designated="customer",
        left="contact designated",
    ),
    Case(
        "Both have left, and the customer has no address: nobody gets anything.",
        "contact designated",
        mail="",
        designated="",
        left="contact designated",
    ),
    Case(
        "The contact person has no address: that of the designated partner is used.",
        "designated customer",
        mail="designated",
        designated="designated",
    ),
    Case(
        "The designated partner has no address: that of the contact person is used.",
        "contact customer",
        mail="contact",
        designated="contact",
    ),
    Case(
        "Only the customer has an address: it is used.",
        "customer",
        mail="customer",
        designated="customer",
    ),
    Case(
        "Only the designated partner has an address, and is still there.",
        "designated",
        mail="designated",
        designated="designated",
        left="contact",
    ),
    Case("Nobody has an address.", "", mail="", designated=""),
]


@tagged("post_install", "-at_install")
class TestMailPartner(ContractCommon):
    """Who at the customer gets the mail of a contract, and the notices (11.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what changes here is about mail: no notice of changed details is due
        cls.env = cls.env(context={**cls.env.context, "contract_change_is_told": True})
        cls.customer, cls.contact = (cls.customer | cls.contact).with_env(cls.env)
        cls.legal = cls.env["res.partner"].create(
            {"name": "法务部", "parent_id": cls.customer.id, "type": "notice"}
        )
        cls.other = cls.env["res.partner"].create({"name": "别家", "is_company": True})
        cls.contract = cls._create_sent_contract()
        cls.parts = {
            "contact": cls.contact,
            "designated": cls.legal,
            "customer": cls.customer,
        }

    def _pick(self, words):
        return self.env["res.partner"].union(*(self.parts[w] for w in words.split()))

    def _assert_case(self, case):
        for part, partner in self.parts.items():
            has_email = part in case.reachable.split()
            partner.email = has_email and f"{part}@example.com"
        self._pick(case.left).parent_id = self.other
        self.assertEqual(self.contract._get_mail_partner(), self._pick(case.mail))
        self.assertEqual(
            self.contract._get_designated_partner(), self._pick(case.designated)
        )

    def test_the_parts_are_played_by_three_partners(self):
        self.assertEqual(self.contract.contact_partner_id, self.contact)
        self.assertEqual(self.contract.notice_partner_id, self.legal)
        self.assertEqual(self.contract.partner_id, self.customer)

    def test_who_gets_what(self):
        for case in CASES:
            with self.subTest(case.words), self.cr.savepoint() as savepoint:
                self._assert_case(case)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_is_not_an_address_reaches_nobody(self):
        self.contact.email = "李静"
        self.customer.email = "office@example.com"
        self.assertEqual(self.contract._get_mail_partner(), self.customer)

    def test_a_person_who_is_the_customer_gets_all_of_it(self):
        person = self.env["res.partner"].create(
            {
                "name": "王芳",
                "street": "长江西路88号",
                "city": "德阳市",
                "zip": "618000",
                "phone": "13400134006",
                "email": "wang.fang@example.com",
            }
        )
        contract = self._create_contract(partner_id=person.id)
        self.assertEqual(contract._get_mail_partner(), person)
        self.assertEqual(contract._get_designated_partner(), person)
        person.parent_id = self.other  # a party remains one after joining a company
        self.assertEqual(contract._get_mail_partner(), person)
