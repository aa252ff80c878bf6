# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Mini-Program Contracts",
    "summary": "Contracts of mini-program vendors: paper, yearly fees, notices",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/Subscriptions",
    "website": "https://github.com/OCA/contract",
    "author": "Mini-Program Contract maintainers, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["subscription_oca", "sale_crm"],
    "external_dependencies": {"python": ["num2words"]},
    "data": [
        "security/contract_groups.xml",
        "security/ir.model.access.csv",
        "report/contract_templates.xml",
        "report/contract_reports.xml",
    ],
    "demo": [],
    "post_init_hook": "post_init_hook",
    "application": True,
    "installable": True,
}
