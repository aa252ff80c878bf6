# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The process in which files of others are opened; see ``file_limits.py``.

It imports neither Odoo nor anything else of this addon, and knows no database.
"""
