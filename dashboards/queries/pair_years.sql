-- How each state speaks of each other state, year by year: what is compared with the world.
-- grain: one row per source country, country spoken of, year, scorer and its version
-- example:
SELECT
    source_country AS speaker,
    country AS target,
    year(published_on) AS year,
    min(published_on) AS published_on,
    scorer,
    scorer_version,
    sum(n_covered)::BIGINT AS n,
    sum(polarity_micro) / 1e6 AS s
FROM first_tones
WHERE published_on IS NOT NULL AND source_country <> country
GROUP BY source_country, country, year(published_on), scorer, scorer_version
HAVING sum(n_covered) > 0
ORDER BY ALL;
