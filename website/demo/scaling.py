"""A document made larger for measuring, by repeating its sections."""

from copy import deepcopy
from uuid import UUID, uuid5

from website.demo.content import (
    State,
)


def scaled(state: State, scale: int) -> State:
    """Repeat all sections ``scale`` times; copies have keys, codes and addresses of their own."""
    if scale == 1:
        return state
    result = deepcopy(state)
    for number in range(2, scale + 1):

        def renamed(key: str, number: int = number) -> str:
            return f"{key}~{number}" if key else ""

        for section in state.in_order():
            copy = deepcopy(section)
            copy.key, copy.parent = renamed(section.key), renamed(section.parent)
            copy.uid = str(uuid5(UUID(section.uid), str(number)))
            copy.code = f"{section.code}-{number}" if section.code else ""
            copy.address = f"{section.address}-{number}"
            for block in copy.blocks:
                block.uid = str(uuid5(UUID(block.uid), str(number)))
                for note in block.notes:
                    note.uid = str(uuid5(UUID(note.uid), str(number)))
            result.sections[copy.key] = copy
        for parent, children in state.children.items():
            copies = [renamed(key) for key in children]
            if parent:
                result.children[renamed(parent)] = copies
            else:
                result.children[""] += copies
    return result
