select p.party_no, avg(a.balance_amt) as avg_balance
from {{ ref('stg_party') }} p
join {{ source('edw', 'ACCOUNT_SNAPSHOT') }} a on a.party_id = p.party_no
group by 1
