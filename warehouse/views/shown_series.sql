-- One row of series, without the figures of cells too small to say anything (state too_few):
-- their counts stay, their means are NULL.
CREATE VIEW shown_series AS
SELECT * EXCLUDE (group_name, relation)
FROM shown_figures
WHERE kind IS NOT NULL;
