-- Which lists of school holidays a municipality has.
select distinct source from school_holiday where municipality = %(municipality)s order by source
