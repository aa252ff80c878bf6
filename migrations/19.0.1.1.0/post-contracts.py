# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring contracts, terms and their failures to where this release looks for them."""

from odoo import SUPERUSER_ID, api
from odoo.tools import email_normalize
from odoo.tools.sql import column_exists


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    env.flush_all()
    move_failures(env)
    link_credit_notes(env)
    keep_disregarded_credit(env)
    complete_sent_contracts(env)


def move_failures(env):
    """Store what failed by its step, as the night that clears it expects.

    A message without a step would stay for ever; what still fails is stored again in
    the next night.
    """
    if column_exists(env.cr, "sale_subscription", "contract_failed_step"):
        env.cr.execute("""
            UPDATE sale_subscription
               SET contract_failures = jsonb_build_object(
                       contract_failed_step,
                       jsonb_build_object('message', contract_failure, 'run', NULL))
             WHERE contract_failed_step IS NOT NULL AND contract_failure IS NOT NULL
        """)
    env.cr.execute("""
        UPDATE sale_subscription SET contract_failure = NULL
         WHERE contract_failures IS NULL AND contract_failure != ''
    """)
    env.invalidate_all()


def link_credit_notes(env):
    """Link the periods that were given up to what credited their invoice."""
    env.cr.execute("""
        UPDATE miniprogram_contract_term AS term
           SET credit_note_id = (
                   SELECT max(move.id) FROM account_move AS move
                    WHERE move.reversed_entry_id = term.invoice_id
                      AND move.move_type = 'out_refund' AND move.state = 'posted')
         WHERE term.state = 'lapsed' AND term.credit_note_id IS NULL
           AND term.invoice_id IS NOT NULL
    """)
    env.invalidate_all()


def keep_disregarded_credit(env):
    """Disregard the money that is open now where a manager disregarded all of it."""
    if not column_exists(env.cr, "miniprogram_contract_term", "is_credit_ignored"):
        return
    env.cr.execute("SELECT id FROM miniprogram_contract_term WHERE is_credit_ignored")
    terms = env["miniprogram.contract.term"].browse(
        number for (number,) in env.cr.fetchall()
    )
    for term in terms:
        term.with_company(term.company_id)._ignore_credit()


def complete_sent_contracts(env):
    """Keep for contracts sent before what sending keeps now.

    The address for the code, and the text that the customer reads in the portal.
    """
    contracts = env["sale.subscription"].with_context(active_test=False)
    domain = [("is_miniprogram", "=", True), ("sent_on", "!=", False)]
    for contract in contracts.search(domain):
        contract = contract.with_company(contract.company_id)
        values = {}
        if not contract.sent_content:
            data = contract._get_document_data()
            values["sent_content"] = contract._prepare_sent_content(data)
        if not contract.signing_email and not contract.signing_phone:
            values["signing_email"] = email_normalize(
                contract._get_designated_partner().email
            )
            values["signing_phone"] = contract.contact_partner_id.phone
        if values:
            contract._write_protected(values)
