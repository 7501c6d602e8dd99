-- The pairs of countries that speak of each other, those with most years to show both ways first.
-- grain: one row per pair of countries
-- param scorer = 'targeted': scorer
-- param most = '50': most rows
-- example:
WITH said AS (
    SELECT *
    FROM tone_of_dyad
    WHERE grain = 'year' AND scorer = $scorer
)

SELECT
    one.source_country AS one,
    one.country AS other,
    count(*) FILTER (WHERE one.state <> 'too_few' AND back.state <> 'too_few') AS n_said,
    sum(least(one.n_covered, back.n_covered))::BIGINT AS n_covered
FROM said AS one
INNER JOIN said AS back
    ON
        one.source_country = back.country
        AND one.country = back.source_country
        AND one.period_start = back.period_start
        AND one.scorer_version = back.scorer_version
WHERE one.source_country < one.country
GROUP BY one.source_country, one.country
ORDER BY n_said DESC, n_covered DESC, one ASC, other ASC
LIMIT $most::BIGINT;
