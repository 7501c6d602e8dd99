-- The countries spoken of, the most often first.
-- grain: one row per country
-- param scorer = 'targeted': scorer
-- example:
SELECT
    country,
    country_name,
    sum(n_sentences)::BIGINT AS n_sentences
FROM tone_of_country
WHERE grain = 'year' AND scorer = $scorer
GROUP BY country, country_name
ORDER BY n_sentences DESC, country ASC;
