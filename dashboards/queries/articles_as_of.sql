-- The articles as they stood on a day: the version of each, and when it was replaced or withdrawn.
-- grain: one row per article that stood
-- param as_of: day or instant (UTC); a day means its beginning
-- param outlet = '*': outlet; * for all
-- param since = '0001-01-01': first day of publication
-- param until = '9999-12-31': last day of publication
-- param most = '100': most rows
-- example: -p as_of=2024-06-01
SELECT
    published_on,
    outlet,
    title,
    version,
    valid_from,
    valid_until,
    article_id
FROM articles
WHERE
    NOT is_withdrawn
    AND ($outlet = '*' OR outlet = $outlet)
    AND published_on BETWEEN $since::DATE AND $until::DATE
    AND valid_from <= $as_of::TIMESTAMPTZ
    AND (valid_until IS NULL OR valid_until > $as_of::TIMESTAMPTZ)
ORDER BY published_on DESC, article_id ASC
LIMIT $most::BIGINT;
