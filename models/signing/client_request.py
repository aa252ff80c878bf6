# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, hmac

from ...tools.web_address import get_network


class ContractClientRequest(models.Model):
    """What anybody may ask of us: how often each client has asked it lately.

    Counted in the database, so that all workers of the server count together. Of a
    client nothing is kept but a keyed hash of its network.
    """

    _name = "miniprogram.contract.client.request"
    _description = "Request of a Client"

    client = fields.Char(required=True, readonly=True, index=True)

    @api.model
    def _may_ask(self, what, ip_address, times, seconds):
        """Whether a client may ask something once more; if so, it is counted.

        :param str what: what is asked, in one word
        :param str ip_address: from where, as Odoo sees it
        :param int times: how often it may be asked within that time
        :param int seconds: how long that time is
        """
        client = self._identify(what, ip_address)
        # in a transaction of its own: it counts whatever becomes of the request
        with self.env.registry.cursor() as cursor:
            requests = self.with_env(self.env(cr=cursor))
            with requests._take_turn(client):
                return requests._count_once_more(client, times, seconds)

    @contextmanager
    def _take_turn(self, client):
        """Wait until no other worker counts what this client asks.

        The ORM has no lock for what does not exist yet. The lock is taken in a
        transaction of its own: one that waited for it would count what was there when
        it began to wait.
        """
        cursor, key = self.env.cr, int(client[:15], 16)
        cursor.execute(SQL("SELECT pg_advisory_lock(%s)", key))
        cursor.commit()
        try:
            yield
            cursor.commit()
        finally:
            cursor.rollback()
            cursor.execute(SQL("SELECT pg_advisory_unlock(%s)", key))

    @api.model
    def _count_once_more(self, client, times, seconds):
        since = fields.Datetime.now() - timedelta(seconds=seconds)
        lately = Domain("client", "=", client) & Domain("create_date", ">", since)
        if self.search_count(lately, limit=times) >= times:
            return False
        self.create({"client": client})
        return True

    @api.model
    def _identify(self, what, ip_address):
        """Return the keyed hash of what a client asks, and of its network."""
        message = (what, get_network(ip_address))
        return hmac(self.env(su=True), "miniprogram-contract-client", message)

    @api.autovacuum
    def _gc_old(self):
        """Forget what is no longer counted."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.search([("create_date", "<", yesterday)]).unlink()
