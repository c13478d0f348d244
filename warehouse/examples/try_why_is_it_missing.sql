-- Why is this article missing? One row per address that is no article.
SELECT url, state, outcome, sentence, attempts
FROM mart.fates
WHERE outcome IS DISTINCT FROM 'ok';
