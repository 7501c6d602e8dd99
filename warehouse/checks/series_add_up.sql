-- fail: a year of everyone's tones toward a country whose counts are not those of first articles.
WITH by_article AS (
    SELECT
        article_tones.country,
        article_tones.scorer,
        date_trunc('year', article_tones.published_on) AS period_start,
        sum(article_tones.n_sentences) AS n_sentences
    FROM article_tones
    INNER JOIN stories USING (article_id, version)
    WHERE article_tones.published_on IS NOT NULL AND stories.is_first
    GROUP BY
        article_tones.country, article_tones.scorer, date_trunc('year', article_tones.published_on)
),

by_year AS (
    SELECT
        country,
        scorer,
        period_start,
        n_sentences
    FROM series
    WHERE kind = 'country' AND grain = 'year' AND n_sentences > 0
)

SELECT
    country,
    scorer,
    period_start,
    by_article.n_sentences AS n_in_articles,
    by_year.n_sentences AS n_in_series
FROM by_article
FULL JOIN by_year USING (country, scorer, period_start)
WHERE by_article.n_sentences IS DISTINCT FROM by_year.n_sentences;
