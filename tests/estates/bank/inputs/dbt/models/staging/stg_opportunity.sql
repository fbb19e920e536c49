select id as opportunity_id, account_id, stage_name, amount
from {{ source('salesforce', 'OPPORTUNITY') }}
where not _fivetran_deleted
