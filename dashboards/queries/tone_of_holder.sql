-- How one country judges another over time, in its own voice or as others report it.
-- grain: one row per period
-- param holder: country whose tone it is (ISO 3166 alpha-3)
-- param country: country spoken of
-- param grain = 'year': month, quarter, year or rolling_4_quarters
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p holder=JPN -p country=USA
SELECT
    period_start,
    state,
    mean,
    low,
    high,
    smallest_change,
    n_sentences,
    n_covered,
    n_stories,
    n_outlets
FROM tone_of_holder
WHERE
    holder = $holder
    AND country = $country
    AND grain = $grain
    AND period_start BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY period_start;
