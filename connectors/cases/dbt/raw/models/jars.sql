{{ config(materialized='table') }}
-- not {{ ref('an_old_model') }}
select * from {{ source('shop', 'jar') }} j
join {{ ref("stg_label") }} l on l.id = j.label_id
join {{ ref('other_package', 'fruit', v=2) }} f on f.id = j.fruit_id
{% for year in years %} union all select * from {{ ref('jars_' ~ year) }} {% endfor %}
