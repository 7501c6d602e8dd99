-- fail: a version of an article that stands in two partitions.
SELECT
    article_id,
    version,
    count(*) AS n
FROM articles
GROUP BY article_id, version
HAVING count(*) > 1;
