-- The stories with most copies: where they began, and which outlets printed them.
-- grain: one row per story of several articles
-- param since = '0001-01-01': first day on which a story may have begun
-- param until = '9999-12-31': last day
-- param most = '20': most rows
-- example: -p since=2024-01-01
WITH begun AS (
    SELECT *
    FROM stories
    WHERE first_at IS NULL OR first_at::DATE BETWEEN $since::DATE AND $until::DATE
)

SELECT
    begun.first_at::DATE AS began_on,
    count(*) AS n_articles,
    count(DISTINCT articles.outlet) AS n_outlets,
    date_diff('hour', begun.first_at, max(articles.published_at)) AS hours,
    any_value(articles.title) FILTER (WHERE begun.is_first) AS title,
    any_value(articles.outlet) FILTER (WHERE begun.is_first) AS first_outlet,
    string_agg(DISTINCT articles.outlet, ', ' ORDER BY articles.outlet) AS outlets,
    min(begun.overlap) AS least_overlap,
    begun.story_id
FROM begun
INNER JOIN articles USING (article_id, version)
GROUP BY begun.story_id, begun.first_at
HAVING count(*) > 1
ORDER BY count(*) DESC, begun.first_at ASC, begun.story_id ASC
LIMIT $most::BIGINT;
