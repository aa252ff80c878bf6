# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From plain values to the bytes of a PDF: what is printed, stamped and bound.

It calls tools only, and knows no room.
"""

from . import renderer
from . import signed_document
from . import reading_back
from . import log_history
