# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What one side declares takes effect when its letter arrives, also what is under way.

Ends that are planned stay planned. Letters that were sent and have not arrived, and
notices of customers that wait for their day, follow the new rule. But a letter of
former years that nobody received, while the customer paid or the contract was renewed,
ends nothing any more.

What people were asked about them has its matter by now (``post-activity-matters``).
"""

import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.miniprogram_contract.models.notice.notice import RECEIPT

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")

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
    sent = notices.search(
        [
            ("state", "=", "sent"),
            ("contract_id.contract_state", "in", ("signed", "active")),
            *notices._get_declaration_domain(),
        ]
    )
    overtaken = sent.filtered(is_overtaken)
    overtaken._close_overtaken()
    waited_for = sent - overtaken
    for letter in waited_for:
        letter.contract_id._note_declared_end(letter._get_close_reason())
    chase_anew(waited_for)
    _logger.info(
        "Letters that end contracts on arrival: %s are waited for (ids %s), %s were "
        "closed, as their contracts went on (ids %s)",
        len(waited_for),
        waited_for.ids,
        len(overtaken),
        overtaken.ids,
    )


def is_overtaken(letter):
    """Whether the contract went on after a letter that was to end it.

    What it complains of was paid, or the contract was renewed after it was sent.
    """
    renewals = letter.contract_id.term_ids.filtered(
        lambda term: (
            term.kind == "renewal"
            and term.state == "paid"
            and term.invoiced_on
            and term.invoiced_on > letter.sent_on
        )
    )
    return letter._get_owed_term().state == "paid" or bool(renewals)


def chase_anew(letters):
    """Tell a manager of each contract whose end waits for the receipt of a letter.

    Until now such letters were chased earlier, and not for what depends on them: what
    asks for their receipts is replaced. They are chased once more on the day that
    counts for them now, if it is still to come.
    """
    notices = letters.browse()
    notices.env.add_to_compute(notices._fields["receipt_due_on"], letters)
    for contract, own in letters.grouped("contract_id").items():
        if not contract._awaits_arrival():
            continue
        own._withdraw_warnings(RECEIPT)
        own.sorted("sent_on")[-1:]._warn_of_awaited_receipt()
        today = contract.company_id._contract_today()
        for letter in own:
            is_due = letter.receipt_due_on and letter.receipt_due_on <= today
            letter._write_protected({"chased_on": is_due and today})


def ask_for_decisions(notices):
    """Ask managers for a decision on what customers declared, and is not planned."""
    received = notices.search(
        [
            ("state", "=", "received"),
            ("direction", "=", "incoming"),
            ("contract_id.contract_state", "in", ("signed", "active")),
        ]
    )
    for claim in received.filtered(lambda notice: notice._awaits_decision()):
        if claim._has_planned_end():
            claim._write_protected({"decision": "accepted"})
        elif not claim.decision_due_on:
            claim._ask_for_decision(claim.company_id._contract_today())
