-- The sentences that add most to the change of a country's mean tone between two periods.
-- grain: one row per covered sentence of a story's first article
-- contribution: the tone's distance from the middle of the two means, over the number of sentences
-- of its period; less it in the period before. Those of all sentences add up to the change.
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param before: first and last day of the one period, joined by a colon
-- param after: first and last day of the other
-- param scorer = 'targeted': scorer
-- param most = '12': most rows
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
),

sides AS (
    SELECT
        is_after,
        count(*) AS n,
        avg(polarity) AS mean
    FROM told
    WHERE is_before OR is_after
    GROUP BY is_after
),

middles AS (
    SELECT avg(mean) AS middle
    FROM sides
)

SELECT
    told.article_id,
    told.version,
    told.sentence_no,
    CASE WHEN told.is_after THEN 1 ELSE -1 END * (told.polarity - middles.middle) / sides.n
        AS contribution
FROM told
INNER JOIN sides USING (is_after)
CROSS JOIN middles
WHERE told.is_before OR told.is_after
ORDER BY abs(contribution) DESC, told.story_id ASC, told.sentence_no ASC
LIMIT $most::BIGINT;
