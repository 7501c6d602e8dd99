-- One row per article: its current version.
-- Withdrawn texts and earlier versions are left out.
CREATE VIEW current_articles AS
SELECT *
FROM articles
WHERE is_current;
