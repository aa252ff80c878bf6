# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep term and payment schedule of orders from before as what somebody chose.

Nobody noted then what was chosen and what came from a plan: what stands there stays.
"""


def migrate(cr, _version):
    cr.execute("""
        UPDATE sale_order
           SET contract_term_choice = contract_term_years,
               contract_schedule_choice = contract_payment_schedule
         WHERE (contract_term_years > 0 OR contract_payment_schedule IS NOT NULL)
           AND contract_term_choice IS NULL
           AND contract_schedule_choice IS NULL
    """)
