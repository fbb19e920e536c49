{{ config(
  materialized='table',
  enabled=False) }}
select * from {{ source('shop', 'lid') }}
