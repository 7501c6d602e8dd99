-- What each sentence of two periods says of a country, without its text: what a change is split by.
-- grain: one row per covered sentence of a story's first article
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param before: first and last day of the one period, joined by a colon
-- param after: first and last day of the other
-- param scorer = 'textblob': scorer
-- example: -p country=JPN -p before=2023-01-01:2023-12-31 -p after=2024-01-01:2024-12-31
WITH toward AS (
    SELECT
        article_id,
        version,
        sentence_no,
        polarity
    FROM tones
    WHERE country = $country AND scorer = $scorer AND coverage > 0
),

chosen AS (
    SELECT
        article_id,
        version,
        outlet,
        source_country,
        published_on BETWEEN split_part($after, ':', 1)::DATE
        AND split_part($after, ':', 2)::DATE AS is_after
    FROM current_articles
    WHERE
        (
            published_on BETWEEN split_part($before, ':', 1)::DATE
            AND split_part($before, ':', 2)::DATE
            OR published_on BETWEEN split_part($after, ':', 1)::DATE
            AND split_part($after, ':', 2)::DATE
        )
        AND ($source = '*' OR source_country = $source)
),

facets AS (
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
    chosen.is_after,
    chosen.outlet,
    chosen.source_country,
    stories.story_id,
    facets.facet,
    toward.polarity,
    toward.article_id,
    toward.version,
    toward.sentence_no
FROM toward
INNER JOIN chosen USING (article_id, version)
INNER JOIN stories USING (article_id, version)
INNER JOIN facets USING (article_id, version, sentence_no)
WHERE stories.is_first
ORDER BY toward.article_id, toward.sentence_no;
