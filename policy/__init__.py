# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rules of a contract in plain Python: days, periods, prices, money, notices.

Nothing here knows Odoo, a database or today's date: a rule takes what it needs as
keyword arguments, in plain dates and numbers, and ``None`` for a day that does not
exist. Every last day is inclusive, and ends at 24:00 in the company's time zone.
"""
