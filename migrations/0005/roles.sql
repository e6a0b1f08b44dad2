-- The rights to the sums. Each statement can be run again; they are parted by an empty line. Who writes down keeps the
-- sums: what tells a cell or a placement from another never changes, and nothing is deleted but by an erasure.
GRANT SELECT, INSERT ON sum_line, sum_class, sum_placement, sum_cell TO wage_ledger_documenter;

GRANT UPDATE (entries, valid, wages, is_whole) ON sum_placement TO wage_ledger_documenter;

GRANT UPDATE (entries, entry_id, sums) ON sum_cell TO wage_ledger_documenter;

-- A reader finds that nothing is kept, and reads entry by entry what the other views show: in the sums stand words of
-- workers' sources, and figures of workers, that those views leave out.
CREATE OR REPLACE VIEW wage_ledger_reader.sum_placement AS
SELECT s.placement_id, s.entries, s.valid, s.wages, s.is_whole FROM public.sum_placement AS s WHERE false;

GRANT SELECT ON wage_ledger_reader.sum_placement TO wage_ledger_analyst, wage_ledger_publisher
