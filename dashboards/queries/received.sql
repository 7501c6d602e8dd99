-- How many articles came from each outlet, day by day or over longer periods.
-- grain: one row per outlet and period in which anything came
-- param grain = 'day': day, week, month, quarter or year
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- example: -p grain=month -p since=2024-01-01
SELECT
    outlet,
    source_country,
    date_trunc($grain, published_on)::DATE AS period_start,
    count(*) AS n_articles,
    count(*) FILTER (WHERE language = 'en') AS n_english
FROM current_articles
WHERE published_on BETWEEN $since::DATE AND $until::DATE
GROUP BY outlet, source_country, date_trunc($grain, published_on)
ORDER BY outlet, period_start;
