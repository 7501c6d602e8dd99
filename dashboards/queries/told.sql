-- What each story says of countries: the rows that comparisons are made of.
-- grain: one row per story (its first article) and country
-- param countries = '%': countries spoken of, separated by commas; % for all
-- param source = '%': source country; % for all
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'textblob': scorer
-- example: -p countries=JPN,KOR -p since=2024-01-01
SELECT
    stories.story_id,
    article_tones.outlet,
    article_tones.source_country,
    article_tones.country,
    article_tones.published_on,
    sum(article_tones.n_covered)::BIGINT AS n,
    sum(article_tones.polarity_micro) / 1e6 AS s
FROM article_tones
INNER JOIN stories USING (article_id, version)
WHERE
    stories.is_first
    AND ($countries = '%' OR list_contains(string_split($countries, ','), article_tones.country))
    AND ($source = '%' OR article_tones.source_country = $source)
    AND article_tones.published_on BETWEEN $since::DATE AND $until::DATE
    AND article_tones.scorer = $scorer
GROUP BY
    stories.story_id, article_tones.outlet, article_tones.source_country,
    article_tones.country, article_tones.published_on
HAVING sum(article_tones.n_covered) > 0
ORDER BY stories.story_id, article_tones.country;
