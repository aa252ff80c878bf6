"""The main job on the demo data: from a confirmed quotation to the contract's PDF.

``./dev/run`` passes this to ``odoo shell``; OUT names the folder for the PDF.
"""

import os
from pathlib import Path

from odoo import Command


def make_contract(env):
    """Confirm a quotation for the demo packages and send its contract.

    :return: the contract
    """
    products = env["product.product"].search(
        [("subscription_template_id.is_miniprogram", "=", True)], limit=2
    )
    order = env["sale.order"].create(
        {
            "partner_id": env.ref("miniprogram_contract.partner_jinli").id,
            "order_line": [
                Command.create({"product_id": product.id}) for product in products
            ],
        }
    )
    order.action_confirm()
    contract = order.subscription_ids
    contract.action_send_contract()
    return contract


def main(env):
    contract = make_contract(env)
    document = contract.sent_document_id
    Path(os.environ["OUT"], f"{contract.contract_number}.pdf").write_bytes(document.raw)
    env.cr.commit()


main(env)  # noqa: F821 - odoo shell provides it
