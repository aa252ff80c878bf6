# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finds which room calls which, from what ``room_rule`` finds in the syntax trees."""

from .room_rule import find_references


def find_floor(house, reference):
    """Return the floor that a reference surely leads to, None where it may be core's.

    A name on an unknown model leads where it is defined, if that is one room alone.
    """
    name = reference.name
    if reference.kind == "text":  # a word may be a field, or any other word
        return None
    if reference.kind == "import":
        return house.rooms.index(name)
    if reference.kind == "model":
        return house.models[name].floor
    places = (
        house.find(reference.model, name)
        if reference.model
        else house.find_anywhere(name)
    )
    if not places or (name, min(places)) in house.overrides:
        return None
    floors = {place.floor for place in places}
    return min(floors) if reference.model or len(floors) == 1 else None


def find_calls(house):
    """Find which room calls which.

    :return: by the two rooms, where the first such call stands
    :rtype: dict[tuple[str, str], str]
    """
    calls = {}
    for reference in find_references(house):
        floor, place = find_floor(house, reference), reference.place
        if floor is not None and floor < place.floor:
            rooms = house.rooms[place.floor], house.rooms[floor]
            where = f"{place.path}:{reference.line} uses {reference.name}"
            calls.setdefault(rooms, where)
    return calls


def reduce_calls(calls):
    """Return the calls that do not follow from others: what the picture shows.

    :param calls: pairs of rooms
    :rtype: set[tuple[str, str]]
    """

    def reaches(start, end):
        return (start, end) in calls or any(
            reaches(middle, end) for first, middle in calls if first == start
        )

    return {
        (start, end)
        for start, end in calls
        if not any(
            middle != end and reaches(middle, end)
            for first, middle in calls
            if first == start
        )
    }
