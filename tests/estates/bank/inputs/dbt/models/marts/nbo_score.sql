{{ config(alias='NBO_SCORE') }}
with p as (select * from {{ ref('stg_party') }}),
     o as (select account_id, count(*) as open_opps from {{ ref('stg_opportunity') }} group by account_id),
     s as (select * from {{ source('orion', 'SCORE_HIST') }})
select p.party_no, coalesce(o.open_opps, 0) as open_opps, s.score
from p
left join o on o.account_id = p.party_no
left join s on s.party_no = p.party_no
