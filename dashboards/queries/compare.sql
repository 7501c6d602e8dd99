-- Several countries side by side: everyone's tone toward each, by period.
-- grain: one row per period and country
-- param countries: countries spoken of, separated by commas
-- param grain = 'year': day, week, month, quarter or year
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p countries=JPN,KOR,PHL -p since=2023-01-01
SELECT
    period_start,
    country,
    country_name,
    state,
    mean,
    low,
    high,
    n_covered,
    n_stories
FROM tone_of_country
WHERE
    list_contains(string_split($countries, ','), country)
    AND grain = $grain
    AND period_start BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY period_start, country;
