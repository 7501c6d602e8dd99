-- One row per mention of a group and state that was a member on the day of publication.
-- Groups are never spread over their members but here. is_known: the source covers that day.
CREATE VIEW group_member_mentions AS
SELECT
    group_mentions.article_id,
    group_mentions.version,
    group_mentions.sentence_no,
    group_mentions.start,
    group_mentions.surface,
    group_mentions.group_name,
    alliances.member AS country,
    articles.published_on,
    articles.published_on <= alliances.known_until AS is_known
FROM group_mentions
INNER JOIN articles USING (article_id, version)
INNER JOIN alliances
    ON
        group_mentions.group_name = alliances.alliance
        AND articles.published_on >= alliances.start_on
        AND articles.published_on < coalesce(alliances.end_on, DATE '9999-12-31');
