# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Letters on an end keep the reason that was chosen, where several share one.

Until now it stood on the contract only, where another end may take its place.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    notices = env["miniprogram.contract.notice"]
    declared = notices.search(
        [
            ("close_reason_id", "=", False),
            ("contract_id.contract_state", "in", ("signed", "active")),
            ("state", "in", ("draft", "sent", "received")),
            *notices._get_declaration_domain(),
        ]
    )
    # what is still written follows its reason too, from the next change on
    drafts = notices.search(
        [
            ("close_reason_id", "=", False),
            ("direction", "=", "outgoing"),
            ("state", "=", "draft"),
            ("type_id.effect", "=", "terminate"),
        ]
    )
    letters = declared | drafts
    words = [notices._fields[name] for name in ("body", "settlement")]
    with env.protecting(words, letters):  # an update rewrites no letter
        for letter in letters:
            chosen = letter.contract_id.close_reason_id
            if chosen and chosen._get_notice_type() == letter.type_id:
                letter._write_protected({"close_reason_id": chosen.id})
        env.flush_all()
