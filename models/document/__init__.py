# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import lifecycle
from . import frozen_attachment
from . import ir_actions_report
from . import signable_document
from . import signed_paper
