-- What is held of each outlet, month by month; no month for undated articles.
-- grain: one row per outlet and month
-- param outlet = '%': outlet; % stands for any letters
-- example: -p outlet=UN%
SELECT
    outlet,
    source_country,
    strftime(month, '%Y-%m') AS month,
    n_articles,
    n_english,
    n_date_not_stated,
    n_sentences
FROM coverage
WHERE outlet LIKE $outlet
ORDER BY outlet, month NULLS LAST;
