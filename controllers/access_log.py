# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's own log of addresses: a link's token stands in that of a first visit."""

from ..tools.log_secrets import hide_secrets

# what logs requests in threads and in workers, and behind gevent
hide_secrets("werkzeug", "longpolling")
