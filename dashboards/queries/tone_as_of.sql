-- The tone toward one country, from the article versions that stood on a day; reprints count.
-- grain: one row per period
-- param country: country spoken of (ISO 3166 alpha-3)
-- param as_of: day or instant (UTC); a day means its beginning
-- param source = '*': source country; * for everyone
-- param grain = 'month': day, week, month, quarter or year
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p country=JPN -p as_of=2024-06-01 -p grain=year
WITH stood AS (
    SELECT
        date_trunc($grain, published_on)::DATE AS period_start,
        article_id,
        any_value(outlet) AS outlet,
        sum(n_sentences) AS n_sentences,
        sum(n_covered) AS n_covered,
        sum(polarity_micro) AS polarity_micro
    FROM dated_article_tones
    WHERE
        country = $country
        AND ($source = '*' OR source_country = $source)
        AND published_on BETWEEN $since::DATE AND $until::DATE
        AND scorer = $scorer
        AND (
            date_precision = 'day' OR $grain = 'year'
            OR (date_precision = 'month' AND $grain IN ('month', 'quarter'))
        )
        AND valid_from <= $as_of::TIMESTAMPTZ
        AND (valid_until IS NULL OR valid_until > $as_of::TIMESTAMPTZ)
    GROUP BY date_trunc($grain, published_on), article_id
)

SELECT
    period_start,
    sum(polarity_micro)::DOUBLE / 1e6 / nullif(sum(n_covered), 0) AS mean,
    sum(n_sentences)::BIGINT AS n_sentences,
    sum(n_covered)::BIGINT AS n_covered,
    count(*) FILTER (WHERE n_covered > 0) AS n_articles,
    count(DISTINCT outlet) FILTER (WHERE n_covered > 0) AS n_outlets
FROM stood
GROUP BY period_start
ORDER BY period_start;
