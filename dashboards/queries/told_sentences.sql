-- What each sentence says of a country, and what stands for the country in it: why tone moves.
-- grain: one row per covered sentence of a story's first article
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '%': source country, or alliance (what its members say of others); % for all
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
FROM first_evidence AS told
WHERE
    country = $country
    AND coverage > 0
    AND (
        $source IN ('%', source_country)
        OR EXISTS (
            SELECT 1
            FROM alliances
            WHERE
                alliances.alliance = $source
                AND alliances.member = told.source_country
                AND alliances.member <> told.country
                AND told.published_on >= alliances.start_on
                AND told.published_on < coalesce(alliances.end_on, alliances.known_until + 1)
        )
    )
    AND published_on BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY article_id, sentence_no;
