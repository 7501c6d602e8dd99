-- The sentences behind a figure: those farthest from neutral come first.
-- marks: where in the sentence the country is mentioned, as START-END in code points.
-- grain: one row per sentence
-- holder: the country whose tone it is, where holder_role is speaker.
-- param country: country spoken of (ISO 3166 alpha-3)
-- param source = '*': source country; * for everyone
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param keys = '*': these only, each an article_id, a hash sign and sentence_no, one a line
-- param scorer = 'targeted': scorer
-- param most = '20': most rows
-- example: -p country=USA -p source=JPN -p since=2024-01-01
WITH toward AS (
    SELECT *
    FROM tones
    WHERE
        country = $country
        AND scorer = $scorer
        AND (
            $keys = '*'
            OR list_contains(string_split($keys, chr(10)), article_id || '#' || sentence_no)
        )
),

said AS (
    SELECT DISTINCT
        article_id,
        version
    FROM article_tones
    WHERE
        country = $country
        AND ($source = '*' OR source_country = $source)
        AND published_on BETWEEN $since::DATE AND $until::DATE
        AND scorer = $scorer
),

picked AS MATERIALIZED (
    SELECT toward.*
    FROM toward
    INNER JOIN said USING (article_id, version)
    ORDER BY abs(toward.polarity) DESC, toward.article_id ASC, toward.sentence_no ASC
    LIMIT $most::BIGINT
),

marked AS (
    SELECT
        mentions.article_id,
        mentions.version,
        mentions.sentence_no,
        string_agg(mentions.start || '-' || mentions.end, ' ' ORDER BY mentions.start) AS marks
    FROM mentions
    INNER JOIN picked USING (article_id, version, sentence_no, country)
    GROUP BY mentions.article_id, mentions.version, mentions.sentence_no
)

SELECT
    articles.published_on,
    articles.outlet,
    picked.polarity,
    picked.coverage,
    picked.holder_role,
    countries.name AS holder,
    sentences.text AS sentence,
    marked.marks,
    articles.title,
    articles.url,
    picked.article_id,
    picked.sentence_no
FROM picked
INNER JOIN sentences USING (article_id, version, sentence_no)
INNER JOIN articles USING (article_id, version)
INNER JOIN marked USING (article_id, version, sentence_no)
LEFT JOIN countries ON picked.holder = countries.country
ORDER BY abs(picked.polarity) DESC, picked.article_id ASC, picked.sentence_no ASC;
