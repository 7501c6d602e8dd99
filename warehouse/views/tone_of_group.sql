-- One row of group_series, without the figures of cells too small to say anything (state too_few):
-- their counts stay, their means are NULL.
CREATE VIEW tone_of_group AS
SELECT
    group_name,
    relation,
    * EXCLUDE (group_name, relation, kind, source_country, country)
FROM shown_figures
WHERE group_name IS NOT NULL;
