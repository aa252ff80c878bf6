# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The signable document: numbered, sent, frozen, taken back, signed on paper.

An abstract model, with the life-cycle and the frozen files that it rests on. It calls
party, and the report that prints it. Signing on screen extends it from above.
"""

from . import lifecycle
from . import kept_message
from . import stored_file
from . import frozen_attachment
from . import opened_file
from . import ir_actions_report
from . import signable_document
from . import paper
from . import signed_paper
from . import hashed_documents
from . import health
