-- fail: a year of everyone's tones toward a country whose counts are not those of the articles.
WITH by_article AS (
    SELECT
        country,
        scorer,
        date_trunc('year', published_on) AS period_start,
        sum(n_sentences) AS n_sentences
    FROM article_tones
    WHERE published_on IS NOT NULL
    GROUP BY country, scorer, date_trunc('year', published_on)
),

by_year AS (
    SELECT
        country,
        scorer,
        period_start,
        n_sentences
    FROM series
    WHERE kind = 'country' AND grain = 'year'
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
