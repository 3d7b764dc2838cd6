-- landing.delivered_file: takes away the lines of files that were incomplete and have since come whole
-- reads: landing.delivered_file
-- writes: landing.delivered_file
delete from landing.delivered_file as unfinished
using landing.delivered_file as whole
where
    unfinished.status = 'incomplete'
    and whole.status <> 'incomplete'
    and unfinished.agency = whole.agency
    and unfinished.feed = whole.feed
    and unfinished.file_name = whole.file_name;
