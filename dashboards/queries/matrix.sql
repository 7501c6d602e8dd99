-- Who speaks of whom, and how, in a span of days.
-- grain: one row per source country and country spoken of
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param at_least = '1': fewest covered sentences
-- param scorer = 'textblob': scorer
-- example: -p since=2024-01-01 -p at_least=5
SELECT
    source_country,
    country,
    sum(polarity_micro) / 1e6 / sum(n_covered) AS mean,
    sum(n_sentences)::BIGINT AS n_sentences,
    sum(n_covered)::BIGINT AS n_covered,
    count(*) FILTER (WHERE n_covered > 0) AS n_articles
FROM article_tones
WHERE
    source_country IS NOT NULL
    AND published_on BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
GROUP BY source_country, country
HAVING sum(n_covered) >= greatest($at_least::BIGINT, 1)
ORDER BY source_country ASC, n_covered DESC, country ASC;
