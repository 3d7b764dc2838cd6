-- Groups of bonds are split anew in each run: splitting them takes less time than to recall how they were split.
drop table network.parted_component;
