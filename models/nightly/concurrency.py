# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a transaction may run into when another worker acts on the same records."""

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Another worker was faster: its work stands, so there is no failure to store.
OVERTAKEN = (
    ExclusionViolation,
    UniqueViolation,
    *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
