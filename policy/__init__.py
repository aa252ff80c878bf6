# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rules of a contract in plain Python: days, periods, money by day, notices.

Nothing here knows Odoo, a database or what day it is: a rule takes all it needs by
name, in plain dates and numbers, and ``None`` where there is no such day. Every last
day is inclusive, and ends at 24:00 of the company's own calendar.
"""
