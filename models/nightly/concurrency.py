# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What two workers at once may run into."""

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Another worker was faster: its work stands, there is nothing to report.
OVERTAKEN = (
    ExclusionViolation,
    UniqueViolation,
    *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
