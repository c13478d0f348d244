"""Which articles are copies of one text."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.link.stories import group_stories
from tasks.models import Story, StoryText, stable_id

AT = datetime(2023, 9, 1, 12, tzinfo=UTC)


def words(seed: int, count: int = 120) -> list[str]:
    rng = random.Random(seed)
    return [f"word{rng.randrange(5000)}" for _ in range(count)]


def text(article_id: str, said: list[str] | str, hours: float = 0, story_id: str | None = None) -> StoryText:
    joined = said if isinstance(said, str) else " ".join(said)
    return StoryText(article_id, joined, AT + timedelta(hours=hours), story_id)


def members(stories: tuple[Story, ...]) -> set[tuple[str, ...]]:
    return {story.article_ids for story in stories}


def test_the_same_words_in_another_dress_are_one_story() -> None:
    plain = " ".join(words(1))
    stories = group_stories([text("a", plain), text("b", f"  {plain.upper()}.\n"), text("c", words(2))], [])
    assert members(stories) == {("a", "b"), ("c",)}


def test_a_copy_with_a_new_head_and_a_cut_tail_is_the_same_story() -> None:
    wire = words(1, 200)
    assert members(group_stories([text("a", wire), text("b", [*words(9, 15), *wire[5:150]], 3)], [])) == {("a", "b")}


def test_a_report_with_the_same_background_is_a_story_of_its_own() -> None:
    background = words(3, 80)
    assert len(group_stories([text("a", words(1) + background), text("b", words(2) + background)], [])) == 2


def test_a_daily_template_is_a_new_story_when_it_comes_again_after_weeks() -> None:
    template = words(1)
    later = [*template[:60], "other", *template[61:]]
    assert len(group_stories([text("a", template), text("b", later, 24 * 30)], [])) == 2
    assert len(group_stories([text("a", template), text("b", later, 24)], [])) == 1


def test_texts_too_short_to_tell_are_never_copies() -> None:
    assert len(group_stories([text("a", "Watch the video."), text("b", "Watch the video."), text("c", ""), text("d", "")], [])) == 4


def test_a_story_is_named_after_its_oldest_article_and_keeps_the_name() -> None:
    first = group_stories([text("b", words(1), 5), text("a", words(1), 9)], [])
    assert first == (Story(stable_id("story", "b"), "b", ("a", "b")),)
    known = [text("b", words(1), 5, first[0].story_id), text("a", words(1), 9, first[0].story_id)]
    assert group_stories([text("0", words(1), 1)], known) == (Story(first[0].story_id, "0", ("0", "a", "b")),)


def test_two_known_stories_that_a_new_text_joins_become_the_older() -> None:
    whole = words(1, 200)
    known = [text("a", whole[:110], 1, "s1"), text("b", whole[90:], 2, "s2")]
    assert group_stories([text("c", whole, 3)], known) == (Story("s1", "a", ("a", "b", "c")),)


def test_a_corrected_article_stays_in_its_story() -> None:
    known = [text("a", words(1), 1, "s1")]
    assert group_stories([text("b", words(2), 2, "s1")], known) == (Story("s1", "a", ("a", "b")),)


def test_a_rewritten_article_leaves_its_storys_name_to_the_copies() -> None:
    first = group_stories([text("a", words(1)), text("b", words(1), 2)], [])
    again = group_stories([text("a", words(5))], [text("b", words(1), 2, first[0].story_id)])
    assert members(again) == {("a",)}
    assert again[0].story_id != first[0].story_id
    assert group_stories([text("a", words(5))], [text("b", words(1), 2, first[0].story_id)]) == again


def test_only_stories_with_a_new_text_are_returned() -> None:
    assert members(group_stories([text("b", words(2))], [text("a", words(1), 0, "s1")])) == {("b",)}


def test_scripts_without_spaces_have_words_too() -> None:
    said = "".join(chr(0x4E00 + number * 7) for number in range(80))
    assert len(group_stories([text("a", said), text("b", said[:70])], [])) == 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40), st.integers(0, 300)), max_size=12), st.randoms(use_true_random=False)
)
def test_the_result_does_not_depend_on_the_order(drawn: list[tuple[int, int, int]], rng: random.Random) -> None:
    texts = [text(f"a{number}", words(seed)[cut:], hours) for number, (seed, cut, hours) in enumerate(drawn)]
    shuffled = list(texts)
    rng.shuffle(shuffled)
    assert group_stories(shuffled, []) == group_stories(texts, [])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=6))
def test_any_text_can_be_grouped(said: list[str]) -> None:
    texts = [replace(text(f"a{number}", one), published_at=None) for number, one in enumerate(said)]
    assert sorted(article for story in group_stories(texts, []) for article in story.article_ids) == sorted(
        t.article_id for t in texts
    )


def test_a_thousand_variants_of_one_text_take_no_time() -> None:
    base = words(1)
    texts = [text(f"a{number:04}", [*base[: number % 100], f"x{number}", *base[number % 100 :]]) for number in range(1000)]
    started = time.perf_counter()
    assert len(group_stories(texts, [])) == 1
    assert time.perf_counter() - started < 10
