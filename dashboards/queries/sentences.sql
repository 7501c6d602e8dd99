-- The sentences behind a figure: those farthest from neutral come first.
-- grain: one row per sentence
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'textblob': scorer
-- param most = '20': most rows
-- example: -p country=USA -p source=JPN -p since=2024-01-01
SELECT
    published_on,
    outlet,
    polarity,
    coverage,
    sentence,
    title,
    url,
    article_id,
    sentence_no
FROM evidence
WHERE
    country = $country
    AND ($source = '*' OR source_country = $source)
    AND published_on BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY abs(polarity) DESC, published_on ASC, article_id ASC, sentence_no ASC
LIMIT $most::BIGINT;
