# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signing a document on screen: codes, signatures, our seal, evidence, certificates.

It extends the signable document, calls the contract that a document belongs to, and
knows what only a contract has in ``contract_signing`` and ``verification``.
"""

from . import client_request
from . import signing_code
from . import certificate
from . import res_company
from . import settings
from . import confirmations
from . import customer_signature
from . import portal_signature
from . import certificate_signature
from . import evidence_page
from . import log_history
from . import countersignature
from . import contract_signing
from . import designated_address
from . import address_origin
from . import address_warnings
from . import code_attempts
from . import verification
from . import document_check
from . import health
