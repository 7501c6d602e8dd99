-- fail: a current article without its story, or a story that does not begin with its first article.
WITH current_articles AS (
    SELECT
        article_id,
        version
    FROM articles
    WHERE is_current
),

firsts AS (
    SELECT
        story_id,
        first_at
    FROM stories
    WHERE is_first
)

SELECT
    stories.article_id,
    stories.story_id,
    'no first article' AS fault
FROM stories
ANTI JOIN firsts USING (story_id)
UNION ALL
SELECT
    stories.article_id,
    stories.story_id,
    'the first article is not the earliest' AS fault
FROM stories
INNER JOIN articles USING (article_id, version)
INNER JOIN firsts USING (story_id)
WHERE
    articles.published_at < firsts.first_at
    OR stories.first_at IS DISTINCT FROM firsts.first_at
UNION ALL
SELECT
    coalesce(stories.article_id, current_articles.article_id) AS article_id,
    stories.story_id,
    'not one row for each current article' AS fault
FROM stories
FULL JOIN current_articles USING (article_id, version)
WHERE stories.article_id IS NULL OR current_articles.article_id IS NULL;
