-- Which articles were changed after we first saw them, when and how?
SELECT articles.source, articles.title, versions.version, versions.valid_from, versions.change, articles.url
FROM mart.latest_articles AS articles
    INNER JOIN core.article_versions AS versions USING (article_id)
WHERE articles.version > 1 AND versions.version > 1
ORDER BY versions.valid_from DESC, articles.url;
