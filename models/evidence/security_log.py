# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging

from odoo.http import request

_logger = logging.getLogger(__name__)


def note_attempt(env, what, **facts):
    """Note in the server's log that a control held: one line of one form.

    Whoever watches the server looks for its name, ``security``. It holds no secret:
    neither a code nor a token is ever given to it.

    :param env: of whoever tried it
    :param str what: what was refused, in one word
    :param facts: what more there is to say: numbers, and words without secrets
    """
    said = {
        "what": what,
        "user": env.uid,
        "ip": (request and request.httprequest.remote_addr) or "",
        **facts,
    }
    # as JSON: a visitor's words begin no new line
    _logger.warning("security %s", json.dumps(said))
