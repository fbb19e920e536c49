{{ config(enabled=var('wide')) }} select * from {{ source('shop', 'lid') }}
