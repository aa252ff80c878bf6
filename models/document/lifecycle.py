# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import LockError, UserError


class Lifecycle(models.AbstractModel):
    """A record that goes its way by its own methods, and stays as it was on the way.

    A model that inherits this calls :meth:`_check_create` at the beginning of its
    ``create()`` and :meth:`_check_write` at that of its ``write()``, before anybody
    below acts on the values. A model of another module defines ``_write_protected()``
    beside them, where ``super()`` still leads to that module.
    """

    _name = "miniprogram.lifecycle"
    _description = "Life-Cycle of a Contract Record"

    _lifecycle_state = "state"

    # -- what only methods write, and what stays as it is ---------------------------

    def _write_protected(self, vals):
        """Write what a user may not write, past this model's own ``write()``.

        :param dict vals: values of any fields, those of the life-cycle included
        """
        return super().write(vals)

    @api.model
    def _get_lifecycle_fields(self):
        """Return the names of the fields that only the record's own methods write.

        Each room adds its own.

        :rtype: set[str]
        """
        return {self._lifecycle_state}

    @api.model
    def _get_frozen_fields(self):
        """Return what stays as it is, and from when on.

        :return: sets of field names, each with a function that says of a record
            whether they are frozen on it
        :rtype: list[tuple[set[str], Callable]]
        """
        return []

    def _check_create(self, vals_list):
        """Refuse to create a record in the middle of its life.

        :param list vals_list: what is given
        :raises UserError: names the fields
        """
        initial = (self._lifecycle_state, "draft")
        for vals in vals_list:
            preset = {
                name
                for name in self._get_lifecycle_fields() & vals.keys()
                if vals[name] and (name, vals[name]) != initial
            }
            if preset:
                self._raise_lifecycle(preset)

    def _check_write(self, vals):
        """Refuse to write what only methods write, and what is frozen by now.

        :param dict vals: what is given
        :raises UserError: names the fields, and the records that keep them
        """
        if not self:
            return
        if lifecycle := self._get_lifecycle_fields() & vals.keys():
            self._raise_lifecycle(lifecycle)
        for names, is_frozen in self._get_frozen_fields():
            frozen = names & vals.keys()
            if frozen and (keeping := self.filtered(is_frozen)):
                keeping._raise_frozen(frozen)

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "These fields change only through the record's own actions: %s.",
                self._describe_fields(names),
            )
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "%(records)s: this cannot be changed any more: %(fields)s.",
                records=", ".join(self.mapped("display_name")),
                fields=self._describe_fields(names),
            )
        )

    def _describe_fields(self, names):
        """Return the names of fields as the screens have them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    # -- transitions ----------------------------------------------------------------

    def _lock_in_state(self, *states):
        """Begin a transition: this user, these states, and nobody else meanwhile.

        :param str states: the states from which the transition is allowed
        :raises UserError: somebody else is at work on them, or they are in another
            state
        """
        self.check_access("write")
        self._lock()
        self.invalidate_recordset([self._lifecycle_state])
        self._check_state(*states)

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is just working on this: %s. Wait a moment and look "
                    "at it again.",
                    ", ".join(self.mapped("display_name")),
                )
            ) from error

    def _check_state(self, *states):
        """Refuse to go on from another state.

        :param str states: those that are allowed
        """
        name = self._lifecycle_state
        if others := self.filtered(lambda record: record[name] not in states):
            labels = dict(self._fields[name]._description_selection(self.env))
            others._raise_state(", ".join(labels[state] for state in states), labels)

    def _raise_state(self, expected, labels):
        """Say which state is expected, and in which these records are.

        :param str expected: the labels of the states that are allowed
        :param dict labels: of each state, its label
        """
        raise UserError(
            self.env._(
                "This needs the state %(states)s: %(records)s.",
                states=expected,
                records=self._describe_with_state(labels),
            )
        )

    def _describe_with_state(self, labels):
        return ", ".join(
            f"{record.display_name} ({labels.get(record[self._lifecycle_state], '')})"
            for record in self
        )

    # -- failures -------------------------------------------------------------------

    def _set_failure(self, message, step=None):
        """Keep why something failed, and warn of it once.

        :param str message: the error
        :param str step: the name of what failed, on a record that keeps several
        """
        self.ensure_one()
        if self._store_failure(message, step):
            self._warn_of_failure(message)

    def _store_failure(self, message, step=None):
        """Keep why something failed: made to be extended, see :meth:`_set_failure`.

        :return: whether it is new, so that people are warned of it
        :rtype: bool
        """
        return False

    def _warn_of_failure(self, message):
        """Warn the person responsible of a failure: made to be extended.

        :param str message: the error
        """

    @api.model
    def _describe_error(self, error):
        """Return what is kept of an error: its message, else its kind."""
        return str(error) or type(error).__name__
