select a.id as account_id, count(c.id) as cases, iff(count(c.id) > 3, 'frequent', 'normal') as segment
from {{ source('salesforce', 'ACCOUNT') }} a
left join {{ source('salesforce', 'CASE') }} c on c.accountid = a.id
group by 1
