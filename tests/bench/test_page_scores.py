"""The formulas by which readers of pages are compared."""

from __future__ import annotations

import pytest

from tests.bench.page_scores import Fields, author_f1, score_page, shingle_means, split_names, text_score, tokens


def test_tokens_are_words_and_the_characters_of_writing_without_spaces() -> None:
    assert tokens("Don't, ２ km – 東京 foo_bar") == ["Don", "t", "2", "km", "東", "京", "foo_bar"]
    assert tokens(None) == []


def test_shares_of_shingles_are_of_the_page_and_means_are_over_pages() -> None:
    half = text_score(list("abcde"), list("abcd"))
    assert (half.hits, half.surplus, half.misses, half.is_exact) == (0.5, 0, 0.5, False)
    whole = text_score(list("ab"), list("ab"))
    assert (whole.hits, whole.is_exact) == (1, True)
    assert shingle_means([half, whole]) == pytest.approx((1, 0.75, 6 / 7))


def test_a_page_on_which_nothing_was_read_counts_for_recall_alone() -> None:
    whole, none = text_score(["a"], ["a"]), text_score(["a"], [])
    assert shingle_means([whole, none]) == pytest.approx((1, 0.5, 2 / 3))
    assert shingle_means([]) == (0, 0, 0)


def test_fields_are_scored_where_the_gold_has_them() -> None:
    gold = Fields("Some text here", "Shells hit Karvel!", "2024-05-13", ("Ann Lee", "Bo Li"))
    score = score_page(gold, Fields("Some text", "Shells Hit Karvel", "2024-05-13", ("LEE, Ann",)))
    assert (score.title_exact, score.date_exact) == (True, True)
    assert score.author_f1 == pytest.approx(2 / 3)
    score = score_page(gold, Fields())
    assert (score.title_exact, score.date_exact, score.author_f1) == (False, False, 0)
    score = score_page(Fields(), gold)
    assert (score.text, score.title_exact, score.date_exact, score.author_f1) == (None, None, None, None)


def test_a_line_of_names_is_split() -> None:
    assert split_names("Ann Lee; Bo Li and Cy Ek") == ("Ann Lee", "Bo Li", "Cy Ek")
    assert author_f1(["Ann Lee"], split_names(None)) == 0
