-- What two periods say of a country, summed: what the parts of a change are worked out from.
-- grain: one row per period, outlet, source country, facet and group of stories
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param before: first and last day of the one period, joined by a colon
-- param after: first and last day of the other
-- param scorer = 'targeted': scorer
-- example: -p country=JPN -p before=2023-01-01:2023-12-31 -p after=2024-01-01:2024-12-31
WITH told AS (
    SELECT
        *,
        published_on BETWEEN split_part($before, ':', 1)::DATE
        AND split_part($before, ':', 2)::DATE AS is_before,
        published_on BETWEEN split_part($after, ':', 1)::DATE
        AND split_part($after, ':', 2)::DATE AS is_after
    FROM first_sentences
    WHERE
        country = $country
        AND ($source = '*' OR source_country = $source)
        AND scorer = $scorer
)

SELECT
    is_after,
    outlet,
    source_country,
    facet,
    story_group,
    count(*) AS n,
    sum(polarity) AS s
FROM told
WHERE is_before OR is_after
GROUP BY is_after, outlet, source_country, facet, story_group
ORDER BY outlet, source_country, facet, story_group, is_after;
