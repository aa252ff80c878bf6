"""What ``hostile_requests.py`` looks for: contracts with words that stand nowhere else.

Two customers, each with a login, two contracts, an invoice, a letter and messages. One
customer's contracts are a colleague's whom no team joins with the demo salesperson.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from odoo.fields import Command
from odoo.tools import file_path

SCAN = "miniprogram_contract/demo/signed_paper_food.pdf"
PASSWORD = "a-password-of-this-run"
# How a word begins that is looked for: letters and figures stay as they are everywhere
MARK = "ZQX"


@dataclass
class Planted:
    """A contract, and what shows that something of it was read."""

    id: int
    words: list
    digests: set
    token: str
    ids: list = field(default_factory=list)


@dataclass
class Party:
    """A customer, how his person logs in, and his contracts."""

    login: str
    word: str
    contracts: list


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


def new_word():
    return f"{MARK}{secrets.token_hex(8)}"


class Planter:
    """Makes the customers and their contracts in a database with demo data."""

    def __init__(self, env):
        quotation = env.ref("miniprogram_contract.demo_order_quotation")
        self.company = quotation.company_id
        self.env = env(context={"allowed_company_ids": self.company.ids})
        self.quotation = quotation.with_env(self.env)
        self.salesperson = env.ref("miniprogram_contract.demo_user_salesperson")

    def plant(self):
        """Return both customers: of the first one the demo salesperson is in charge.

        :return: the customers, and the IDs of the types of notices
        :rtype: tuple[Party, Party, list[int]]
        """
        mine = self._plant_party("hostile_mine", self.salesperson)
        other = self._plant_party("hostile_other", self._create_colleague())
        types = self.env["miniprogram.contract.notice.type"].search([])
        return mine, other, types.ids

    def _create_colleague(self):
        return self.env["res.users"].create(
            {
                "name": "同事",
                "login": "hostile_colleague",
                "email": "hostile.colleague@example.com",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )

    def _plant_party(self, login, seller):
        word = new_word()
        sample = self.quotation.partner_id.commercial_partner_id
        customer = sample.copy({"name": f"成都{word}食品有限公司"})
        person = self.env["res.partner"].create(
            {
                "name": f"李{word}",
                "email": f"{login}@example.com",
                "phone": "13800138000",
                "parent_id": customer.id,
            }
        )
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": person.name,
                "login": login,
                "password": PASSWORD,
                "partner_id": person.id,
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        contracts = [self._make_contract(customer, seller) for _number in range(2)]
        self._sign(*contracts[0])
        self.env.flush_all()
        planted = [self._describe(contract, marks) for contract, marks in contracts]
        return Party(login, word, planted)

    def _make_contract(self, customer, seller):
        """Return a contract that was sent, and the words that stand in it alone."""
        marks = [new_word() for _number in range(4)]
        order = self.quotation.copy(
            {
                "partner_id": customer.id,
                "partner_invoice_id": customer.id,
                "partner_shipping_id": customer.id,
                "opportunity_id": False,
                "team_id": False,
                "user_id": seller.id,
            }
        )
        order.order_line[:1].name += f" {marks[0]}"
        order.action_confirm()
        contract = order.subscription_ids
        contract.write(
            {
                "crm_team_id": False,
                "miniprogram_name": f"小程序{marks[1]}",
                "platform_order_ref": marks[2],
                "user_id": seller.id,
            }
        )
        contract.action_send_contract()
        contract.message_post(
            body=f"留言 {marks[3]}",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return contract, marks

    def _sign(self, contract, marks):
        """Let it be signed on paper, with a scan of its own, and send a letter."""
        mark = new_word()
        scan = Path(file_path(SCAN)).read_bytes() + f"\n% {mark}\n".encode()
        contract.action_register_signed_paper("李静", base64.b64encode(scan).decode())
        notice = contract._create_notices(
            self.env.ref("miniprogram_contract.notice_type_time_granted"),
            body=f"已给予宽限。{marks[-1]}",
        )
        notice.action_send()
        marks.append(mark)

    def _describe(self, contract, marks):
        """Return what is looked for of a contract, and what can be asked for."""
        notices = contract.notice_ids
        files = self.env["ir.attachment"]
        for records in (contract, notices):
            files |= files.search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            )
        return Planted(
            id=contract.id,
            words=[*marks, contract.contract_number],
            digests={sha256(file.raw) for file in files if file.raw},
            token=contract._portal_ensure_token(),
            ids=[*notices.ids, *files.ids, *contract.term_ids.invoice_id.ids],
        )
