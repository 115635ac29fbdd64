"""What a report says of a group's books: "7/9", seven of nine kept in their rhythm.

The books, their rhythms and the judgement are those of the score, so that both say the same.
"""

from groups.progress.facts import Source
from groups.score.criteria import CRITERIA
from groups.score.measuring import book_facts, judge, weights_of


def answers(row, day):
    weights = [one for one in weights_of(row.region_id[:5], day) if CRITERIA[one.criterion].is_book]
    marks = [mark for mark in judge(row, day, weights).marks if mark.applies]
    return {"books_kept": f"{sum(mark.is_full for mark in marks)}/{len(marks)}" if marks else ""}


BOOKS_KEPT = Source(book_facts, answers)
