# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Say of open warnings what they are about: until now they were found by their text.

A text is compared in each language that is installed. What is not recognised stays as
it is, and is closed by the person whom it was for.

Scripts run by their names: this one before ``post-declared-ends``, which closes letters
and withdraws what asked for their receipts.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    warnings = find_warnings(env)
    contracts = env["sale.subscription"].browse(warnings.mapped("res_id")).exists()
    matters = {}
    for lang, _name in env["res.lang"].get_installed():
        for contract in contracts.with_context(lang=lang):
            matters |= list_matters(contract)
    for warning in warnings:
        if matter := matters.get((warning.res_id, warning.summary)):
            warning.contract_matter = contracts._name_matter(matter)


def find_warnings(env):
    """Return the open warnings of contracts."""
    return env["mail.activity"].search(
        [
            ("active", "=", True),
            ("automated", "=", True),
            ("contract_matter", "=", False),
            ("res_model", "=", "sale.subscription"),
            (
                "activity_type_id",
                "=",
                env.ref("mail.mail_activity_data_warning").id,
            ),
        ]
    )


def list_matters(contract):
    """Return the matters of a contract by their texts, in the language at work."""
    matters = {}
    for term in contract.term_ids:
        matters[term._describe_missing_invoice()] = ("missing_invoice", term)
        matters[term._describe_held_demand()] = ("not_demanded", term)
    for invoice in contract._find_invoices_to_assign():
        for matter, text in (
            ("unassigned_invoice", contract._describe_unassigned_invoice(invoice)),
            ("unassigned_payment", contract._describe_unassigned_payment(invoice)),
        ):
            matters[text] = (matter, invoice)
    if invoices := contract._get_holding_invoices().get(contract):
        for matter, text in (
            ("not_demanded_beside", contract._describe_held_demand(invoices)),
            ("not_reminded", contract._describe_held_reminder(invoices)),
        ):
            matters[text] = (matter, invoices)
    if credit := contract._get_covering_credits().get(contract):
        text = contract._describe_credit_to_allocate(credit)
        matters[text] = ("to_allocate", contract.open_term_id)
    for notice in contract.notice_ids:
        for step, text in (
            ("sending", notice._describe_hand_over()),
            ("overdue", notice._describe_overdue()),
            ("receipt", notice._describe_missing_receipt()),
        ):
            matters[text] = ("notice", notice, step)
    if files := contract.altered_document_ids:
        matters[contract._get_altered_warning(files)] = ("altered_documents",)
    for hold in contract._get_termination_holds().values():
        text = contract.env._("Not terminated although unpaid: %s.", hold.text)
        matters[text] = ("hold", hold.code)
    return {(contract.id, text): matter for text, matter in matters.items()}
