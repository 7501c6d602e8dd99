-- How much better a country's allies speak of it than others do: the difference of the two means.
-- grain: one row per period in which both speak
-- No story is told by both, so the squares of the errors add up; freedom is Welch's (1947).
-- param country: country spoken of (ISO 3166 alpha-3)
-- param grain = 'year': month, quarter, year or rolling_4_quarters
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p country=USA
WITH said AS (
    SELECT *
    FROM tone_of_group
    WHERE
        group_name = $country
        AND grain = $grain
        AND period_start BETWEEN $since::DATE AND $until::DATE
        AND scorer = $scorer
),

allies AS (
    SELECT *
    FROM said
    WHERE relation = 'from_allies'
),

others AS (
    SELECT *
    FROM said
    WHERE relation = 'from_others'
)

SELECT
    period_start,
    CASE
        WHEN 'too_few' IN (allies.state, others.state) THEN 'too_few'
        WHEN 'few' IN (allies.state, others.state) THEN 'few'
        ELSE 'ok'
    END AS state,
    allies.mean - others.mean AS mean,
    sqrt(allies.standard_error ^ 2 + others.standard_error ^ 2) AS standard_error,
    (allies.standard_error ^ 2 + others.standard_error ^ 2) ^ 2
    / nullif(
        allies.standard_error ^ 4 / allies.freedom + others.standard_error ^ 4 / others.freedom, 0
    ) AS freedom,
    allies.mean AS allies_mean,
    others.mean AS others_mean,
    allies.n_sentences + others.n_sentences AS n_sentences,
    allies.n_covered + others.n_covered AS n_covered,
    allies.n_stories + others.n_stories AS n_stories,
    allies.n_outlets + others.n_outlets AS n_outlets
FROM allies
INNER JOIN others USING (period_start, scorer_version)
ORDER BY period_start;
