# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Note where the addresses for codes of contracts sent before come from.

No document that was frozen until now says where codes go. Contracts that have no
address yet keep that of the customer's file as it is today: from now on it stays.
"""

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import email_normalize

from odoo.addons.miniprogram_contract.tools.batches import in_batches


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    # what is kept is no change that anybody made: no note says so
    contracts = env["sale.subscription"].with_context(
        active_test=False, tracking_disable=True
    )
    sent = contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("contract_number", "!=", False),
            ("contract_state", "!=", "draft"),
        ]
    )
    for batch in in_batches(sent):
        for contract in batch.filtered(lambda one: not one.signing_address_origin):
            contract._write_protected(prepare(contract))


def prepare(contract):
    """Prepare what a contract sent before knows of its address from now on."""
    values = {"signing_address_origin": {"source": "before", **find_change(contract)}}
    if "delivery" in (contract.sent_content or {}):  # made by an earlier script
        content = dict(contract.sent_content)
        del content["delivery"]
        values["sent_content"] = content
    if not contract.signing_email and not contract.signing_phone:
        partner = contract._get_designated_partner()
        email = email_normalize(partner.email)
        if not contract._get_own_mailbox_problem(email):
            values["signing_email"] = email
    return values


def find_change(contract):
    """Find who last changed the address by hand, in the notes of the contract."""
    changes = contract.message_ids.sudo().tracking_value_ids.filtered(
        lambda value: value.field_id.name == "signing_email" and value.old_value_char
    )
    if not changes:
        return {}
    last = changes.sorted("id")[-1]
    author = last.mail_message_id.author_id
    former = dict.fromkeys(map(email_normalize, changes.mapped("old_value_char")))
    return {
        "changed_by": author.name or "",
        "changed_on": fields.Datetime.to_string(last.create_date),
        "former": [e for e in former if e and e != contract.signing_email],
        "is_change": True,
    }
