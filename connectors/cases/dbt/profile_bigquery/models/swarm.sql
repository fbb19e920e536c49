{{ config(materialized='view') }} select * from {{ ref('bees') }}
