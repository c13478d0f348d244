-- One row per article, without lists, as files carry it.
SELECT * REPLACE (array_to_string(authors, '; ') AS authors) FROM mart.latest_articles ORDER BY article_id;
