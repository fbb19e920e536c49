{{ config(enabled=true) }} select * from {{ source('shop', 'lid') }}
