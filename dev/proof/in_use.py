"""Check an Odoo that a company is using: before, with and after the addon.

``./dev/check-in-use`` passes this to ``odoo shell``; STEP names the function to run.
The company keeps its books in euro. It has no demo data, but running subscriptions of
subscription_oca; a system parameter keeps what their invoices looked like.
"""

import base64
import json
import os
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command

SCAN = base64.b64encode(b"%PDF-1.4 the paper stamped by both sides")


def prepare(env):
    """Set up the company, start its subscriptions and invoice them once."""
    _prepare_company(env)
    template = env["sale.subscription.template"].create(
        {"name": "Hosting", "recurring_rule_type": "months", "invoicing_mode": "draft"}
    )
    selling = template.copy({"name": "Care", "invoicing_mode": "sale_and_invoice"})
    customer = env["res.partner"].create({"name": "Bäckerei Vogel GmbH"})
    product = env["product.product"].create(
        {
            "name": "Hosting",
            "type": "service",
            "list_price": 19.99,
            # Without an account the base module's invoices violate a check.
            "property_account_income_id": env["account.account"]
            .search([("account_type", "=", "income")], limit=1)
            .id,
        }
    )
    for plan in template | selling:
        subscription = env["sale.subscription"].create(
            {
                "partner_id": customer.id,
                "template_id": plan.id,
                "pricelist_id": env["product.pricelist"].search([], limit=1).id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": product.id, "product_uom_qty": 3})
                ],
            }
        )
        subscription.action_start_subscription()
    _remember(env, "currencies", _get_active_currencies(env))
    _remember(env, "bill", _run_base_cron(env, date.today()))
    assert len(_recall(env, "bill")) == 2, "the subscriptions were not invoiced"


def use(env):
    """Check that installing changed nothing, then make contracts in every state."""
    assert env.company.currency_id.name == "EUR"
    currencies = set(_get_active_currencies(env))
    assert currencies == {*_recall(env, "currencies"), "CNY"}, currencies
    assert not env["sale.subscription"].search([("is_miniprogram", "=", True)])
    _check_invoiced_as_before(env, months=1)

    _enter_rate(env)
    contracts = [_make_contract(env) for _number in range(4)]
    _draft, sent, signed, cancelled = contracts
    for contract in (sent, signed, cancelled):
        contract.action_send_contract()
        assert contract.sent_document_id.raw.startswith(b"%PDF")
        assert contract.contract_number
    signed.action_register_signed_paper("李静", SCAN)
    invoice = signed.term_ids.invoice_id
    assert invoice.currency_id.name == "CNY", invoice.currency_id.name
    assert invoice.amount_total == signed.contract_amount
    env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({})._create_payments()
    cancelled.action_cancel_contract("给错了客户")
    _remember(env, "contracts", [contract.id for contract in contracts])
    _remember(env, "contract_invoices", invoice.ids)
    _check_invoiced_as_before(env, months=2)


def leave(env):
    """Check the database once the addon is uninstalled and its code is gone."""
    module = env["ir.module.module"].search([("name", "=", "miniprogram_contract")])
    assert module.state in ("uninstalled", "uninstallable"), module.state
    assert not env["ir.model"].search([("model", "like", "miniprogram.%")])
    assert env.ref("base.CNY").active, "CNY has to stay active: invoices use it"
    _check_screens(env)

    former = env["sale.subscription"].browse(_recall(env, "contracts")).exists()
    assert len(former) == 4
    _show(former)
    for subscription in former:
        assert not subscription.in_progress, subscription.stage_id.name
        assert subscription.date_start
        assert subscription.stage_id.type != "pre"
    customers = [("partner_id", "in", former.partner_id.ids)]
    orders = env["sale.order"].search_count(customers)
    for months in (3, 4, 14, 40):
        _check_invoiced_as_before(env, months)
    invoices = env["account.move"].search([*customers, ("move_type", "!=", "entry")])
    assert invoices.ids == _recall(env, "contract_invoices"), invoices
    assert env["sale.order"].search_count(customers) == orders
    _check_new_order(env)


def _prepare_company(env):
    company = env.company
    company.write(
        {
            "name": "Nordlicht Handels GmbH",
            "currency_id": env.ref("base.EUR").id,
            "country_id": env.ref("base.de").id,
        }
    )
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, False)
    company.currency_id = env.ref("base.EUR")
    pricelists = env["product.pricelist"].search([])
    pricelists.currency_id = company.currency_id
    if not pricelists:
        pricelists.create({"name": "Euro"})


def _enter_rate(env):
    """Enter a rate for the yuan, without which no contract is sent or posted."""
    env["res.currency.rate"].create(
        {
            "company_id": env.company.id,
            "currency_id": env.ref("base.CNY").id,
            "name": date.today() - timedelta(days=1),
            "rate": 8.0,
        }
    )


def _make_contract(env):
    """Return the contract of an order in yuan, whose customer's data are complete."""
    env.company.write(
        {
            "street": "一环路北一段99号",
            "city": "成都市",
            "zip": "610031",
            "phone": "028-62778877",
            "email": "server@example.com",
        }
    )
    plan = env["sale.subscription.template"].create(
        {
            "name": "商城版",
            "is_miniprogram": True,
            "wording_id": env.ref("miniprogram_contract.wording_v1").id,
            "invoicing_mode": "invoice",
        }
    )
    product = env["product.product"].create(
        {
            "name": "商城版套餐",
            "type": "service",
            "list_price": 6800.0,
            "subscribable": True,
            "subscription_template_id": plan.id,
            "taxes_id": [Command.clear()],
        }
    )
    customer = env["res.partner"].create(
        {
            "name": "成都锦里食品有限公司",
            "is_company": True,
            "street": "武侯祠大街231号",
            "city": "成都市",
            "country_id": env.ref("base.cn").id,
            "zip": "610041",
            "phone": "028-85538888",
            "child_ids": [Command.create({"name": "李静"})],
        }
    )
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "pricelist_id": env["product.pricelist"]
            .create({"name": "人民币", "currency_id": env.ref("base.CNY").id})
            .id,
            "order_line": [
                Command.create({"product_id": product.id, "price_unit": 6800.0})
            ],
        }
    )
    order.action_confirm()
    return order.subscription_ids


def _run_base_cron(env, day):
    """Run the base module's scheduled action on a day.

    :return: the invoices' content, without what differs from month to month
    :rtype: list[dict]
    """
    before = env["account.move"].search([])
    with freeze_time(day):
        env["sale.subscription"].cron_subscription_management()
    moves = env["account.move"].search([]) - before
    return [
        {
            "currency": move.currency_id.name,
            "partner": move.partner_id.name,
            "state": move.state,
            "total": move.amount_total,
            "lines": [
                [line.name, line.quantity, line.price_unit, line.tax_ids.ids]
                for line in move.invoice_line_ids
            ],
        }
        for move in moves.sorted("id")
    ]


def _check_invoiced_as_before(env, months):
    bill = _run_base_cron(env, date.today() + relativedelta(months=months))
    expected = _recall(env, "bill")
    assert bill == expected, f"\n{bill}\ninstead of\n{expected}"


def _check_screens(env):
    """Load every view of the models that the addon had extended."""
    for model in (
        "account.move",
        "crm.lead",
        "product.template",
        "res.company",
        "res.config.settings",
        "res.partner",
        "sale.order",
        "sale.subscription",
        "sale.subscription.template",
    ):
        for view in env["ir.ui.view"].search(
            [("model", "=", model), ("mode", "=", "primary")]
        ):
            env[model].get_view(view.id, view.type)
    env["ir.ui.menu"].load_menus(False)


def _check_new_order(env):
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "New"}).id,
            "order_line": [
                Command.create(
                    {
                        "product_id": env["product.product"]
                        .search([("name", "=", "商城版套餐")], limit=1)
                        .id
                    }
                )
            ],
        }
    )
    order.action_confirm()
    order._create_invoices().action_post()


def _show(subscriptions):
    for subscription in subscriptions:
        print(
            subscription.name,
            subscription.stage_id.name,
            f"in progress: {subscription.in_progress}",
            f"start: {subscription.date_start}",
            f"next invoice: {subscription.recurring_next_date}",
            sep=", ",
        )


def _get_active_currencies(env):
    return sorted(env["res.currency"].search([]).mapped("name"))


def _remember(env, key, value):
    env["ir.config_parameter"].set_param(f"in_use.{key}", json.dumps(value))


def _recall(env, key):
    return json.loads(env["ir.config_parameter"].get_param(f"in_use.{key}"))


globals()[os.environ["STEP"]](env)  # noqa: F821 - odoo shell provides it
env.cr.commit()  # noqa: F821
