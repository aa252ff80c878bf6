# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A password that whoever runs the server keeps outside of the database.

The environment of Odoo names the file that holds it, as a store of secrets provides it:
``MINIPROGRAM_CONTRACT_PKCS12_PASSWORD_FILE=/run/secrets/contract_certificate``.
"""

import os
import pathlib

PASSWORD_FILE = "MINIPROGRAM_CONTRACT_PKCS12_PASSWORD_FILE"


def read_password():
    """Return the password in the file that the server names, "" if it names none.

    :rtype: str
    :raises OSError: the file cannot be read
    :raises ValueError: it holds no text
    """
    path = os.environ.get(PASSWORD_FILE)
    if not path:
        return ""
    return pathlib.Path(path).read_text("utf-8").rstrip("\r\n")
