-- What each sentence says of a country, and what stands for the country in it: why tone moves.
-- grain: one row per covered sentence of a story's first article
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '%': source country; % for all
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'textblob': scorer
-- example: -p country=JPN -p since=2024-01-01
WITH facets AS (
    SELECT
        article_id,
        version,
        sentence_no,
        arg_min(facet, start) AS facet
    FROM mentions
    WHERE country = $country
    GROUP BY article_id, version, sentence_no
)

SELECT
    evidence.published_on,
    evidence.outlet,
    evidence.source_country,
    stories.story_id,
    facets.facet,
    evidence.polarity,
    evidence.sentence,
    evidence.article_id,
    evidence.sentence_no
FROM evidence
INNER JOIN facets USING (article_id, version, sentence_no)
INNER JOIN stories USING (article_id, version)
WHERE
    evidence.country = $country
    AND stories.is_first
    AND evidence.coverage > 0
    AND ($source = '%' OR evidence.source_country = $source)
    AND evidence.published_on BETWEEN $since::DATE AND $until::DATE
    AND evidence.scorer = $scorer
ORDER BY evidence.article_id, evidence.sentence_no;
