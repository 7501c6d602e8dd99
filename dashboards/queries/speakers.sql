-- The countries that speak, the most talkative first.
-- grain: one row per source country
-- param scorer = 'targeted': scorer
-- example:
SELECT
    source_country,
    sum(n_sentences)::BIGINT AS n_sentences
FROM tone_of_dyad
WHERE grain = 'year' AND scorer = $scorer
GROUP BY source_country
ORDER BY n_sentences DESC, source_country ASC;
