"""What is loaded once is not scanned for garbage again and again."""

import gc

import pytest

from bot.process import gc_tuning


def test_after_the_start_a_search_walks_over_what_has_come_since_alone() -> None:
    stays = [[number] for number in range(1000)]
    gc_tuning.spare_what_stays()
    searched = {id(found) for found in gc.get_objects()}
    comes = [[number] for number in range(1000)]
    searched_now = {id(found) for found in gc.get_objects()}
    assert not searched.intersection(map(id, stays))
    assert searched_now.issuperset(map(id, comes))


def test_while_modules_load_nothing_is_searched_and_afterwards_it_is() -> None:
    with gc_tuning.unsought():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ImportError), gc_tuning.unsought():
        raise ImportError
    assert gc.isenabled()
