-- An alliance over time: within, toward it, toward its rivals; or a state's allies and others.
-- grain: one row per relation and period
-- param name: alliance, as in the table alliances, or country (its allies and the others)
-- param relation = '%': within, from_outside, to_rivals, from_allies, from_others; % for all
-- param grain = 'year': month, quarter, year or rolling_4_quarters
-- param since = '0001-01-01': first day
-- param until = '9999-12-31': last day
-- param scorer = 'targeted': scorer
-- example: -p name=NATO
SELECT
    period_start,
    relation,
    state,
    mean,
    low,
    high,
    smallest_change,
    n_sentences,
    n_covered,
    n_stories,
    n_outlets
FROM tone_of_group
WHERE
    group_name = $name
    AND relation LIKE $relation
    AND grain = $grain
    AND period_start BETWEEN $since::DATE AND $until::DATE
    AND scorer = $scorer
ORDER BY period_start, relation;
