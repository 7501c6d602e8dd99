-- fail: an article without exactly one current version.
SELECT
    article_id,
    count(*) FILTER (WHERE is_current) AS n_current
FROM articles
GROUP BY article_id
HAVING count(*) FILTER (WHERE is_current) <> 1;
