-- Who speaks of whom, and how, in a span of days: one voice per story.
-- grain: one row per source country and country spoken of
-- The standard error is clustered by story; n_effective is how many stories of equal weight
-- would say as much (Kish 1965). Both are those of the table series, for any span.
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param countries = '*': countries spoken of, separated by commas; * for all
-- param sources = '*': source countries, separated by commas; * for all
-- param at_least = '1': fewest covered sentences
-- param scorer = 'targeted': scorer
-- example: -p since=2024-01-01 -p at_least=5
WITH told AS (
    SELECT
        source_country,
        country,
        n_sentences,
        n_covered::DOUBLE AS n,
        polarity_micro / 1e6 AS s
    FROM first_tones
    WHERE
        source_country IS NOT NULL
        AND published_on BETWEEN $since::DATE AND $until::DATE
        AND ($countries = '*' OR list_contains(string_split($countries, ','), country))
        AND ($sources = '*' OR list_contains(string_split($sources, ','), source_country))
        AND scorer = $scorer
),

summed AS (
    SELECT
        source_country,
        country,
        sum(n_sentences)::BIGINT AS n_sentences,
        count(*) FILTER (WHERE n > 0) AS n_stories,
        sum(n) AS n,
        sum(s) AS s,
        sum(n * n) AS nn,
        sum(s * n) AS sn,
        sum(s * s) AS ss
    FROM told
    GROUP BY source_country, country
)

SELECT
    source_country,
    country,
    s / n AS mean,
    sqrt(greatest(ss - 2 * s / n * sn + s / n * s / n * nn, 0) / nullif(n * n - nn, 0))
        AS standard_error,
    n * n / nn AS n_effective,
    n_sentences,
    n::BIGINT AS n_covered,
    n_stories
FROM summed
WHERE n >= greatest($at_least::BIGINT, 1)
ORDER BY source_country ASC, n_covered DESC, country ASC;
