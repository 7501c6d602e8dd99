-- The tone toward several countries from everyone or several source countries, with its twin.
-- grain: one row per source country, country and period
-- The twin (reprint_mean) counts every copy of a story; mean counts each story once.
-- param countries: countries spoken of, separated by commas
-- param sources = '*': source countries, separated by commas; * for everyone
-- param whose = 'outlet': outlet (of a source country's outlets) or holder (a country's own tone)
-- param grain = 'year': day, week, month, quarter, year or a rolling window
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p countries=JPN,USA -p sources=JPN,USA
SELECT
    period_start,
    source_country,
    country,
    state,
    mean,
    low,
    high,
    smallest_change,
    n_sentences,
    n_covered,
    n_stories,
    n_outlets,
    n_reprints,
    reprint_mean,
    reprint_low,
    reprint_high
FROM shown_series
WHERE
    list_contains(string_split($countries, ','), country)
    AND list_contains(string_split($sources, ','), source_country)
    AND kind IN ('country', CASE WHEN $whose = 'holder' THEN 'holder' ELSE 'dyad' END)
    AND grain = $grain
    AND period_start BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY period_start, source_country, country;
