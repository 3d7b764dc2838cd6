-- landing.feed_drift: takes away what was said of files that are judged anew
-- reads: landing.feed_drift
-- writes: landing.feed_drift
delete from landing.feed_drift
where file_id = any(%(judged)s);
