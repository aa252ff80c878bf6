# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What one side declares takes effect when its letter arrives, also what is under way.

Ends that are planned stay planned. Letters that were sent and have not arrived, and
notices of customers that wait for their day, follow the new rule.
"""

from odoo import SUPERUSER_ID, api

MODULE = "miniprogram_contract"
DECLARED = ("breach_customer", "force_majeure", "fraud")
FORMER_LETTER = "notice_type_termination"
LETTER = "notice_type_termination_acceptance"


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    bring_reasons(env)
    notices = env["miniprogram.contract.notice"]
    note_letters(notices)
    ask_for_decisions(notices)


def bring_reasons(env):
    """Bring to delivered reasons what is new of them, unless somebody edited it."""
    for name in DECLARED:
        reason = env.ref(f"{MODULE}.close_reason_{name}", raise_if_not_found=False)
        if reason:
            reason.takes_effect_on_arrival = True
    reason = env.ref(f"{MODULE}.close_reason_breach_company", raise_if_not_found=False)
    if reason and reason.notice_type_id == env.ref(f"{MODULE}.{FORMER_LETTER}"):
        reason.notice_type_id = env.ref(f"{MODULE}.{LETTER}")


def note_letters(notices):
    """Let contracts wait for the letters on their way that end them."""
    sent = notices.search([("state", "=", "sent"), *notices._get_declaration_domain()])
    for letter in sent:
        letter.contract_id._note_declared_end(letter._get_close_reason())


def ask_for_decisions(notices):
    """Ask managers for a decision on what customers declared, and is not planned."""
    received = notices.search(
        [("state", "=", "received"), ("direction", "=", "incoming")]
    )
    for claim in received.filtered(lambda notice: notice._awaits_decision()):
        if claim._has_planned_end():
            claim._write_protected({"decision": "accepted"})
        elif not claim.decision_due_on:
            claim._ask_for_decision(claim.company_id._contract_today())
