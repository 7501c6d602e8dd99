-- What each sentence says of a country, and what stands for the country in it: why tone moves.
-- grain: one row per covered sentence of a story's first article
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '%': source country; % for all
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'textblob': scorer
-- example: -p country=JPN -p since=2024-01-01
SELECT
    published_on,
    outlet,
    source_country,
    story_id,
    facet,
    polarity,
    sentence,
    article_id,
    version,
    sentence_no
FROM first_evidence
WHERE
    country = $country
    AND coverage > 0
    AND ($source = '%' OR source_country = $source)
    AND published_on BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY article_id, sentence_no;
