-- One row per story, country, holder and scorer: article_tones of the story's first article.
CREATE VIEW first_tones AS
SELECT
    stories.story_id,
    article_tones.*
FROM article_tones
INNER JOIN stories USING (article_id, version)
WHERE stories.is_first;
