"""Addresses of the score and of the review of levels."""

from django.urls import path

from groups.score.views import levels, scores

urlpatterns = [
    path("tertib/", scores.ScoreList.as_view(), name="score-list"),
    path("tertib/ukuran/", scores.RulePage.as_view(), name="score-rules"),
    path("tertib/ukuran/ubah/", scores.RuleChange.as_view(), name="score-rules-change"),
    path("kelompok/<int:pk>/tertib/", scores.GroupScore.as_view(), name="score-group"),
    path("kelompok/<int:pk>/nilai/", scores.ScoreLine.as_view(), name="score-line"),
    path("tinjauan/", levels.ReviewPage.as_view(), name="level-review"),
    path("tinjauan/ukuran/<slug:code>/", levels.CriteriaUpdate.as_view(), name="level-criteria"),
    path("tinjauan/<slug:code>/kelompok/<int:pk>/", levels.Decide.as_view(), name="level-decide"),
    path("tinjauan/<int:pk>/berita-acara/", levels.MinutesFile.as_view(), name="level-minutes"),
]
