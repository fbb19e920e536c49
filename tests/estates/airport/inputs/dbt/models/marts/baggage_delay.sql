{{ config(enabled=false) }}
-- waits for the new sorter
select s.bag_tag, s.scan_ts from {{ source('bhs', 'SCAN') }} s
