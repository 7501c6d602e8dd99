-- warn: an outlet of which over half of the articles are not in English, and so not scored.
SELECT
    outlet,
    sum(n_articles) AS n_articles,
    sum(n_english) AS n_english
FROM coverage
GROUP BY outlet
HAVING sum(n_english) < 0.5 * sum(n_articles);
