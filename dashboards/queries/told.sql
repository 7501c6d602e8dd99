-- What each story says of countries: the rows that comparisons are made of.
-- grain: one row per story (its first article) and country
-- param countries = '%': countries spoken of, separated by commas; % for all
-- param source = '%': source country, or alliance (what its members say of others); % for all
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p countries=JPN,KOR -p since=2024-01-01
SELECT
    story_id,
    outlet,
    source_country,
    country,
    published_on,
    sum(n_covered)::BIGINT AS n,
    sum(polarity_micro) / 1e6 AS s
FROM first_tones AS told
WHERE
    ($countries = '%' OR list_contains(string_split($countries, ','), country))
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
GROUP BY story_id, outlet, source_country, country, published_on
HAVING sum(n_covered) > 0
ORDER BY story_id, country;
