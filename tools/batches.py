# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Walking many records without keeping all of them in memory, as scripts do."""


def in_batches(records, size=500):
    """Yield records in batches; after each what is pending is written, and forgotten.

    :param records: records of one model
    :param int size: how many make a batch
    """
    for start in range(0, len(records), size):
        # a slice would read along what belongs to all others
        yield records.browse(records.ids[start : start + size])
        records.env.flush_all()
        records.env.invalidate_all()
