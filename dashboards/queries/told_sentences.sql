-- What each sentence says of a country, and what stands for the country in it: why tone moves.
-- grain: one row per covered sentence of a story's first article
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '%': source country, or alliance (what its members say of others); % for all
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p country=JPN -p since=2024-01-01
WITH told AS (
    SELECT *
    FROM first_sentences AS every_one
    WHERE
        country = $country
        AND (
            $source IN ('%', source_country)
            OR EXISTS (
                SELECT 1
                FROM alliances
                WHERE
                    alliances.alliance = $source
                    AND alliances.member = every_one.source_country
                    AND alliances.member <> every_one.country
                    AND every_one.published_on >= alliances.start_on
                    AND every_one.published_on
                    < coalesce(alliances.end_on, alliances.known_until + 1)
            )
        )
        AND published_on BETWEEN $since::DATE AND $until::DATE
        AND scorer = $scorer
)

SELECT
    told.published_on,
    told.outlet,
    told.source_country,
    told.story_id,
    told.facet,
    told.polarity,
    sentences.text AS sentence,
    told.article_id,
    told.version,
    told.sentence_no
FROM told
INNER JOIN sentences USING (article_id, version, sentence_no)
ORDER BY told.article_id, told.sentence_no;
