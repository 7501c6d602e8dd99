-- The tone toward one country over time, from everyone or from one source country.
-- grain: one row per period
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param grain = 'month': day, week, month, quarter, year, rolling_3_months or rolling_4_quarters
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p country=JPN -p since=2024-01-01
SELECT
    period_start,
    state,
    mean,
    low,
    high,
    smallest_change,
    reprint_mean,
    n_sentences,
    n_covered,
    n_articles,
    n_stories,
    n_outlets,
    n_reprints,
    share_covered,
    n_coded,
    corrected_mean,
    corrected_low,
    corrected_high,
    not_corrected
FROM shown_series
WHERE
    country = $country
    AND source_country = $source
    AND kind IN ('country', 'dyad')
    AND grain = $grain
    AND period_start BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY period_start;
