# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import inspect
from urllib.parse import urlencode

from odoo.http import request

# The secrets of the links by which this visitor came, and how many are kept
LINKS = "miniprogram_contract_links"
MAX_LINKS = 100
SECRETS = ("access_token", "hash", "pid")
# What else the address of a page, or of an invoice in core, may say
CHOICES = ("amount", "download", "message", "payment", "payment_token", "report_type")


def opened_by_link(page):
    """Make a page that a link opens show nothing of the link's secret.

    The first visit keeps it in the session, and leads on to the page's clean address:
    no log of addresses tells who else could come in. The controller's ``_find_linked``
    finds what the link opens.
    """

    names = list(inspect.signature(page).parameters)[1:]

    @functools.wraps(page)
    def open_page(self, *args, access_token=None, **kw):
        kw |= dict(zip(names, args, strict=False))
        is_token = access_token and isinstance(access_token, str)
        # by the page's own address: anything else may be said beside it
        place = {name: kw[name] for name in names if name in kw}
        record = is_token and self._find_linked(access_token, **place)
        if record:
            _keep_link(record, {**kw, "access_token": record._portal_ensure_token()})
            if request.httprequest.method in ("GET", "HEAD"):
                return request.redirect(_get_clean_address())
        return page(self, access_token=access_token, **kw)

    return open_page


def get_link(record):
    """Return the secrets of the link by which this visitor came to a record.

    :return: as :data:`SECRETS`; {} if the visitor came by no link
    :rtype: dict[str, str]
    """
    return request.session.get(LINKS, {}).get(f"{record._name},{record.id}", {})


def _keep_link(record, said):
    """Keep the secrets of a link in the visitor's session.

    :param dict said: everything that the link says
    """
    secrets = {name: said[name] for name in SECRETS if said.get(name)}
    others = request.session.get(LINKS, {})
    latest = {**others, f"{record._name},{record.id}": secrets}.items()
    request.session[LINKS] = dict(list(latest)[-MAX_LINKS:])


def _get_clean_address():
    """Return the address of this request without its secrets, and what is unknown."""
    said = request.httprequest.args
    query = urlencode({name: said[name] for name in CHOICES if name in said})
    return f"{request.httprequest.path}?{query}" if query else request.httprequest.path
