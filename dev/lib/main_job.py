"""Do the addon's main job on the demo data: confirm a quotation, print its contract.

Chinese is activated before, so that each user can choose it.

``./dev/run`` passes this to ``odoo shell``; OUT names the folder for the PDF.
"""

import os
from pathlib import Path


def activate_chinese(env):
    """Let users choose Simplified Chinese; where they can, nothing is done."""
    languages = env["res.lang"].with_context(active_test=False)
    chinese = languages.search([("code", "=", "zh_CN")])
    if not chinese.active:
        env["base.language.install"].create({"lang_ids": chinese.ids}).lang_install()


def make_contract(env):
    """Confirm a quotation as its salesperson, send its contract, and return that."""
    quotation = env.ref("miniprogram_contract.demo_order_quotation")
    salesperson = env.ref("miniprogram_contract.demo_user_salesperson")
    # A copy, so that the one of the demo data stays a quotation
    order = quotation.with_user(salesperson).with_company(quotation.company_id).copy()
    order.action_confirm()
    contract = order.subscription_ids
    contract.action_send_contract()
    return contract


def main(env):
    activate_chinese(env)
    contract = make_contract(env)
    pdf = Path(os.environ["OUT"], f"{contract.contract_number}.pdf")
    pdf.write_bytes(contract.sent_document_id.raw)
    env.cr.commit()


main(env)  # noqa: F821 - odoo shell provides it
