"""The work that ``bench.py`` measures: the addon's, and the same by core and its base.

What ``bench.py`` times takes an environment and what the function to prepare it
returned, which is ``None`` where there is nothing to prepare.
"""

from datetime import date
from io import BytesIO
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tools.pdf import PdfFileWriter

# The methods of the steps of a night
RENEW = "_start_next_term"
REMIND = "_send_renewal_reminder"
TERMINATE = "_terminate_unpaid"


def run_night(env, _prepared):
    """Run the addon's three scheduled actions."""
    contracts = env["sale.subscription"]
    contracts._cron_invoice_renewals()
    contracts._cron_terminate_unpaid_renewals()
    contracts._cron_track_notices()


def run_step(method, env, _prepared):
    """Run one step of a scheduled action on everything that is due."""
    env["sale.subscription"]._process_due(find_step(env, method))


def run_base_cron(env, _prepared):
    """Run subscription_oca's cron: it invoices and posts, but sends nothing."""
    with patch.object(env.registry["account.move.send"], "_generate_and_send_invoices"):
        env["sale.subscription"].cron_subscription_management()


def run_base_cron_with_mails(env, _prepared):
    """Run subscription_oca's cron as it is, with an empty page for each PDF."""
    page, pdf = PdfFileWriter(), BytesIO()
    page.addBlankPage(595, 842)
    page.write(pdf)
    with patch.object(
        env.registry["ir.actions.report"],
        "_run_wkhtmltopdf",
        return_value=pdf.getvalue(),
    ):
        env["sale.subscription"].cron_subscription_management()


def find_step(env, method):
    """Return the step of the nightly actions that calls a method."""
    contracts = env["sale.subscription"]
    steps = contracts._get_renewal_steps() + contracts._get_termination_steps()
    return next(step for step in steps if step.name == method)


def find_due(env, method):
    """Return the contracts for which the step that calls a method is due."""
    contracts = env["sale.subscription"]._in_company(env.company)
    return contracts.search(
        Domain("company_id", "=", env.company.id)
        & getattr(contracts, find_step(env, method).domain)(env.company)
    )


def prepare_invoices(env):
    """Create all terms that are due, and return the values of their invoices."""
    forget_ledger(env)
    terms = env["miniprogram.contract.term"].create(
        [contract._prepare_next_term() for contract in find_due(env, RENEW)]
    )
    values = [term.contract_id._prepare_term_invoice(term) for term in terms]
    env.invalidate_all()
    return values


def create_invoices(env, values):
    """Create and post invoices with core alone, in one batch."""
    env["account.move"].create(values)._post(soft=False)


def prepare_reminders(env):
    """Return the contracts whose customers are to be reminded."""
    return find_due(env, REMIND)


def post_reminders(env, contracts):
    """Post a message from a template on each contract with core alone."""
    template = env.ref("miniprogram_contract.mail_template_renewal_reminder")
    for contract in contracts:
        contract.message_post_with_source(
            template,
            email_layout_xmlid="mail.mail_notification_light",
            partner_ids=contract.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
            force_send=False,
        )


def prepare_reversal(env):
    """Return unpaid contracts, their invoices and the values of the credit notes."""
    forget_ledger(env)
    contracts = find_due(env, TERMINATE)
    invoices = contracts.open_term_id.invoice_id
    values = [contracts.open_term_id._prepare_credit_note(move) for move in invoices]
    env.invalidate_all()
    return contracts, invoices, values


def reverse_invoices(env, prepared):
    """Write the contracts and credit their invoices with core, in one batch each."""
    contracts, invoices, values = prepared
    contracts._write_protected(
        {
            "contract_state": "terminated",
            "close_reason_id": env.ref("miniprogram_contract.close_reason_unpaid").id,
            "termination_date": date(2027, 1, 1),
        }
    )
    invoices._reverse_moves(values, cancel=True)


def forget_ledger(env):
    """Keep the addon's ledger out of what core does from here on in this process."""
    move = env.registry["account.move"]
    patch.object(move, "_sync_contract_terms", lambda moves: None).start()
