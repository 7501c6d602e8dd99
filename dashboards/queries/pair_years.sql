-- How each state speaks of each other state, year by year: what is compared with the world.
-- grain: one row per source country, country spoken of, year, scorer and its version
-- example:
SELECT
    article_tones.source_country AS speaker,
    article_tones.country AS target,
    year(article_tones.published_on) AS year,
    min(article_tones.published_on) AS published_on,
    article_tones.scorer,
    article_tones.scorer_version,
    sum(article_tones.n_covered)::BIGINT AS n,
    sum(article_tones.polarity_micro) / 1e6 AS s
FROM article_tones
INNER JOIN stories USING (article_id, version)
WHERE
    stories.is_first
    AND article_tones.published_on IS NOT NULL
    AND article_tones.source_country <> article_tones.country
GROUP BY
    article_tones.source_country, article_tones.country, year(article_tones.published_on),
    article_tones.scorer, article_tones.scorer_version
HAVING sum(article_tones.n_covered) > 0
ORDER BY ALL;
