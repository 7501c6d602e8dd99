-- fail: an article of which not just the latest version is current, or, once withdrawn, any is.
SELECT
    article_id,
    count(*) FILTER (WHERE is_current) AS n_current,
    arg_max(is_withdrawn, version) AS is_gone
FROM articles
GROUP BY article_id
HAVING
    count(*) FILTER (WHERE is_current) <> (NOT arg_max(is_withdrawn, version))::INT
    OR max(version) FILTER (WHERE is_current) <> max(version);
