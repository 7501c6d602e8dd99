-- The mean tone toward each country in one period, with what its rank is made of.
-- grain: one row per country with enough to say
-- param period_start: first day of the period
-- param grain = 'year': day, week, month, quarter, year or a rolling window
-- param source = '*': source country; * for everyone
-- param scorer = 'targeted': scorer
-- example: -p period_start=2024-01-01
SELECT
    country,
    mean,
    low,
    high,
    standard_error,
    freedom,
    n_covered,
    n_stories
FROM series
WHERE
    kind = CASE WHEN $source = '*' THEN 'country' ELSE 'dyad' END
    AND source_country = $source
    AND period_start = $period_start::DATE
    AND grain = $grain
    AND scorer = $scorer
    AND state <> 'too_few'
ORDER BY country;
